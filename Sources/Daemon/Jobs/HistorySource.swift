public import ClinicalDomain
public import Store

/// Where stays are read from: a store as it is, or as it was at one moment.
public protocol HistorySource: Sendable {
    /// Walks through stays in the order of their numbers, a batch at a time.
    func forEachHistory(
        where filter: HistoryFilter, batchSize: Int, _ body: ([EncounterHistory]) throws -> Void
    ) throws
}

extension WardwatchStore: HistorySource {}
extension FrozenHistory: HistorySource {}
