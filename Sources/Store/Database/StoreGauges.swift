public import ClinicalDomain

/// How the database stands, as far as that is quick to find out.
public struct StoreGauges: Hashable, Sendable {
    /// Size of the file in bytes.
    public var databaseBytes: Int64 = 0
    /// Size of the write-ahead log in bytes.
    public var logBytes: Int64 = 0
    /// Alerts in force by state; ``Alert/State/cleared`` is none.
    public var alerts: [Alert.State: Int] = [:]
    /// Entries of the quarantine that wait, by reason.
    public var quarantine: [QuarantineEntry.Reason: Int] = [:]
    /// When the newest value of an open stay was true; nil where there is none.
    public var newestEffective: Instant?
    /// When the message came in that waits longest for its stay to be assessed; nil where none waits.
    public var waitingSince: Instant?
}
