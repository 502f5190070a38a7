internal import Synchronization

/// Wakes all who wait for something to do.
public final class WakeUp: Sendable {
    private let sleepers = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// Nobody waits yet.
    public init() {}

    /// Wakes all; who is at work looks again afterwards.
    public func callAsFunction() {
        for sleeper in sleepers.withLock({ $0 }) { sleeper.yield() }
    }

    /// A stream with an element for every call, those that come while one is worked on as one.
    func stream() -> (AsyncStream<Void>, AsyncStream<Void>.Continuation) {
        let (stream, sleeper) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        sleepers.withLock { $0.append(sleeper) }
        return (stream, sleeper)
    }
}
