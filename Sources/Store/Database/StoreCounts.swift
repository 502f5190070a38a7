public import ClinicalDomain

/// How much the database holds.
public struct StoreCounts: Sendable, Hashable {
    /// Patients; those who turned out to be one count once.
    public var patients = 0
    /// Stays; those that turned out to be one count once.
    public var encounters = 0
    /// Observation versions.
    public var observations = 0
    /// Messages.
    public var messages = 0
    /// Assessments.
    public var assessments = 0
    /// Entries that wait in quarantine, by reason.
    public var quarantine: [QuarantineEntry.Reason: Int] = [:]
    /// Alerts by state.
    public var alerts: [Alert.State: Int] = [:]
    /// Outcome events by name.
    public var outcomes: [String: Int] = [:]
    /// Bytes of the database file.
    public var databaseBytes: Int64 = 0
    /// Bytes of the write-ahead log.
    public var logBytes: Int64 = 0
}
