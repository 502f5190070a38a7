internal import ServiceLifecycle
internal import UnixSignals

/// Calls a function for every signal until shutdown, one call after another.
struct SignalService: Service {
    let signals: UnixSignalsSequence
    let body: @Sendable () async -> Void

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() { await body() }
        try? await gracefulShutdown()
    }
}
