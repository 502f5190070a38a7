/// What a board reads after a commit.
public struct BoardReading: Sendable {
    /// Stays, without those that are not open or have no values.
    public var stays: [BoardStay]
    /// The number of the audit trail's last entry, which each change of an alert moves; 0 when it is empty.
    public var auditEnd: Int64
}
