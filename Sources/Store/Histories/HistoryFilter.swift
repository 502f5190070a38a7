public import ClinicalDomain

/// Which stays to read; those that are only planned, cancelled or merged into another never are.
public enum HistoryFilter: Sendable, Hashable {
    /// Every stay that has observations.
    case all
    /// Stays opened by a message of this format.
    case format(Delivery.Message.Format)
    /// Stays with at least one event of these names.
    case outcomes(Set<String>)
    /// Stays of these patients, by any identifier of theirs.
    case patients([String])
    /// Stays with an observation at or after this time.
    case since(Instant)
    /// Stays by their numbers.
    case encounters([EncounterID])
}
