internal import ServiceLifecycle

/// Calls a function at an interval until shutdown.
struct PollingService: Service {
    let interval: Duration
    let body: @Sendable () async -> Void

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await body()
                try await Task.sleep(for: interval)
            }
        }
    }
}
