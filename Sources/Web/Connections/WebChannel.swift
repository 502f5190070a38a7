internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOSSL
internal import TransportSecurity

/// HTTP/1.1 with what is around it: a place among the connections, TLS as it is at this moment, deadlines.
struct WebChannel: ServerChildChannel {
    let base: HTTP1Channel
    let tls: CurrentTLS
    let connections: WebConnections

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        channel.eventLoop.makeCompletedFuture {
            guard let context = tls.context else { return }
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }.map { value in
            // Last, because a connection that is closed before it is set up would be an error of the server.
            connections.add(channel)
            return value
        }
    }

    func handle(value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
