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

    /// The code of original mode for what became of a message.
    public static func original(_ outcome: AcknowledgmentMode.Outcome) -> AcknowledgmentCode {
        switch outcome {
        case .accepted: .applicationAccept
        case .error: .applicationError
        case .rejected: .applicationReject
        }
    }

    /// The code of an accept acknowledgment in enhanced mode for what became of a message.
    public static func accept(_ outcome: AcknowledgmentMode.Outcome) -> AcknowledgmentCode {
        switch outcome {
        case .accepted: .commitAccept
        case .error: .commitError
        case .rejected: .commitReject
        }
    }
}
