/// How long to wait before the next attempt.
///
/// Doubles from ``shortest`` to ``longest``; of each wait a random half to whole is taken, so that after a power cut a
/// hundred devices are not called in the same moment.
struct BackOff: Sendable {
    /// The first wait before the random part is taken off.
    let shortest: Duration
    /// The longest wait.
    let longest: Duration
    private var next: Duration

    init(shortest: Duration = .seconds(1), longest: Duration) {
        self.shortest = min(shortest, longest)
        self.longest = longest
        next = self.shortest
    }

    /// The wait before the next attempt.
    mutating func wait(using generator: inout some RandomNumberGenerator) -> Duration {
        defer { next = min(next + next, longest) }
        return next * Double.random(in: 0.5..<1, using: &generator)
    }

    /// An attempt succeeded: the next wait is the shortest again.
    mutating func reset() { next = shortest }
}
