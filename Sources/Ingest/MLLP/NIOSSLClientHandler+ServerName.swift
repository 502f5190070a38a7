import NIOCore
import NIOSSL

extension NIOSSLClientHandler {
    /// TLS towards a host: the certificate must bear its name, or the address that we connected to.
    convenience init(context: NIOSSLContext, serverName: String) throws {
        let isAddress = (try? SocketAddress(ipAddress: serverName, port: 0)) != nil
        try self.init(context: context, serverHostname: isAddress ? nil : serverName)
    }
}
