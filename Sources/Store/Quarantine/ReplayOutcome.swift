/// What reading a message again gave.
public struct ReplayOutcome: Sendable {
    /// What each delivery changed, in their order.
    public internal(set) var outcomes: [AppendOutcome] = []
    /// The entries that are settled: what they tell of could be used, or no longer stands in the message.
    public internal(set) var settled: [Int64] = []
    /// The entries that still wait: the same thing still cannot be used.
    public internal(set) var waiting: [Int64] = []
    /// How many entries are new: something else could not be used.
    public internal(set) var added = 0

    /// How many versions of observations were not known before.
    public var storedCount: Int { outcomes.reduce(0) { $0 + $1.storedCount } }
}
