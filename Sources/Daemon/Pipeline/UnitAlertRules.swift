/// What differs from the policy in one unit.
public struct UnitAlertRules: Sendable, Hashable {
    /// The unit (PV1-3.1).
    public var unit = ""
    /// Alerts for 100 patient-days; nil for the policy's, 0 for any number.
    public var budget: Double?
    /// When nobody is told of what can wait; nil for the policy's.
    public var quietHours: QuietHours?
    /// Whether there are no quiet hours, whatever the policy says.
    public var isNeverQuiet = false

    /// Rules of no unit.
    public init() {}
}
