import Ingest
import Logging
import ServiceLifecycle
import TransportSecurity

/// A server on any free port, run around a test.
struct TestServer {
    var configure: (inout MLLPServerConfiguration) -> Void = { _ in }
    var logger = quiet
    var onFault: MLLPServer.FaultHandler = { _, _ in nil }
    var handler: MLLPServer.Handler = { frame, _ in Array("ack ".utf8) + frame.bytes }

    func run(_ body: (Int) async throws -> Void) async throws {
        try await runChanging { port, _ in try await body(port) }
    }

    func runChanging(_ body: (Int, CurrentTLS) async throws -> Void) async throws {
        var configuration = MLLPServerConfiguration(port: 0)
        configure(&configuration)
        let port = Promise<Int>()
        let server = MLLPServer(
            configuration: configuration, logger: logger, onBound: { port.fulfil($0) }, onFault: onFault,
            handler: handler)
        let group = ServiceGroup(services: [server], logger: quiet)
        let running = Task { try await group.run() }
        do {
            try await body(await port.value, server.tls)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
