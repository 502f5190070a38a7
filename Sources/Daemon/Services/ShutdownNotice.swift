internal import ServiceLifecycle

/// Calls a function when shutdown begins, and does nothing else; the last of the services is told first.
struct ShutdownNotice: Service {
    let body: @Sendable () async -> Void

    func run() async throws {
        try? await gracefulShutdown()
        await body()
    }
}
