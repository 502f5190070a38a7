/// MSA-1, the answer to a message (table 0008; HL7 v2, chapter 2, "Message acknowledgment segment").
public enum AcknowledgmentCode: String, Sendable, Hashable, CaseIterable {
    /// Original mode: application accept.
    case applicationAccept = "AA"
    /// Original mode: application error; the sender may send a corrected message.
    case applicationError = "AE"
    /// Original mode: application reject. Some senders drop the record for good.
    case applicationReject = "AR"
    /// Enhanced mode: accept acknowledgment, commit accept.
    case commitAccept = "CA"
    /// Enhanced mode: accept acknowledgment, commit error.
    case commitError = "CE"
    /// Enhanced mode: accept acknowledgment, commit reject.
    case commitReject = "CR"

    /// `true` for AA and CA: the sender may forget the message.
    public var isPositive: Bool { self == .applicationAccept || self == .commitAccept }
}
