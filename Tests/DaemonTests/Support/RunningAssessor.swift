import Daemon
import ServiceLifecycle

/// Runs an assessor as the daemon does while `body` runs, then shuts it down gracefully.
///
/// When it returns, everything that the assessor had taken has been assessed.
func withRunning<Value: Sendable>(
    _ assessor: Assessor, _ body: () async throws -> Value = { () }
) async throws -> Value {
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let group = ServiceGroup(services: [assessor, StartSignal(continuation: continuation)], logger: quiet)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for await _ in started { break }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return try result.get()
    }
}

/// Says that the group runs: shutting one down that has not started yet is an error.
private struct StartSignal: Service {
    let continuation: AsyncStream<Void>.Continuation

    func run() async throws {
        continuation.yield()
        try await gracefulShutdown()
    }
}
