public import ClinicalDomain

/// A clinical alert with the identifier of its patient.
public struct NamedAlert: Sendable, Hashable, Encodable {
    /// The number of the alert.
    public var id: Int64
    /// The identifier of the patient.
    public var patient: String
    /// Where the patient was when it was raised; empty when unknown.
    public var unit: String
    /// When it was raised.
    public var raised: Instant
    /// What asked, first the first.
    public var reasons: [String]
    /// Whether it was only recorded.
    public var isShadow: Bool
    /// The farthest tier that it went to.
    public var tier: Int
    /// Minutes to the first acknowledgement; nil when there was none, and where people were not to be told.
    public var acknowledgementMinutes: Double?
    /// How it ended; nil while it is in force, and where it was not kept.
    public var clearing: String?
    /// When it was cleared; nil while it is in force.
    public var cleared: Instant?

    init(_ course: WardRecord.AlertCourse, until: Instant) {
        let alert = course.alert
        (id, patient, unit, raised) = (alert.id, course.patient, course.unit, alert.raised)
        (reasons, isShadow, tier) = (alert.reasons.map(\.rawValue), alert.isShadow, course.farthestTier)
        acknowledgementMinutes = ToldAlert(course, until: until)?.minutesToAcknowledgement
        (clearing, cleared) = (alert.clearing?.rawValue, alert.cleared)
    }
}
