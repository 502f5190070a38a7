/// When a message is tried, how long, and again.
public struct DeliverySchedule: Sendable, Hashable {
    /// The longest wait after a first failure.
    public var first: Duration
    /// The longest wait after many failures.
    public var longest: Duration
    /// How long one attempt may take.
    public var timeout: Duration
    /// After how long without a success the receiver counts as dead.
    public var deadAfter: Duration

    /// A schedule of its times.
    public init(
        first: Duration = .seconds(1), longest: Duration = .seconds(300), timeout: Duration = .seconds(10),
        deadAfter: Duration = .seconds(300)
    ) {
        (self.first, self.longest, self.timeout, self.deadAfter) = (first, longest, timeout, deadAfter)
    }

    /// The wait before the next attempt.
    ///
    /// Exponential back-off with full jitter: a random part of ``first`` · 2^(failures − 1), which ``longest`` bounds,
    /// and at least a tenth of ``first``. A receiver that says when to come back is left alone until then, within
    /// ``longest``.
    ///
    /// - Parameters:
    ///   - failures: how many attempts in a row have failed, from 1.
    ///   - retryAfter: how long the receiver asked to be left alone.
    ///   - generator: where the jitter comes from.
    public func wait(
        failures: Int, retryAfter: Duration?, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        var bound = first
        for _ in 1..<max(1, min(failures, 64)) where bound < longest { bound += bound }
        bound = min(bound, longest)
        let wait = max(bound * Double.random(in: 0...1, using: &generator), min(first, longest) * 0.1)
        return min(max(wait, retryAfter ?? .zero), longest)
    }
}
