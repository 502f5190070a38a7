/// Which answer a sender asks for in MSH-15 and MSH-16 (HL7 v2, chapter 2, "Acknowledgment mode"; table 0155).
///
/// | MSH-15 | MSH-16 | answer |
/// | --- | --- | --- |
/// | empty | empty | one of AA, AE, AR |
/// | AL | NE or empty | one of CA, CE, CR |
/// | NE | AL | one of AA, AE, AR |
/// | AL | AL | one of AA, AE, AR: in practice senders of AL/AL wait for one answer only |
/// | NE | NE | none |
///
/// `ER` asks for an answer only on error or reject, `SU` only on success. Unknown words count as `AL`, because
/// silence makes senders repeat.
public struct AcknowledgmentMode: Sendable, Hashable {
    /// What became of a message.
    public enum Outcome: Sendable, Hashable, CaseIterable {
        /// It was taken over and will not be lost.
        case accepted
        /// It could not be taken over; a corrected one may be.
        case error
        /// It will never be taken over.
        case rejected
    }

    private enum Condition: Hashable {
        case unset, always, never, onError, onSuccess

        init(_ text: String?) {
            switch text?.uppercased() {
            case nil: self = .unset
            case "NE": self = .never
            case "ER": self = .onError
            case "SU": self = .onSuccess
            default: self = .always
            }
        }

        func applies(to outcome: Outcome) -> Bool {
            switch self {
            case .unset, .never: false
            case .always: true
            case .onError: outcome != .accepted
            case .onSuccess: outcome == .accepted
            }
        }
    }

    private let accept: Condition
    private let application: Condition

    /// The mode asked for by the two fields; `nil` for an empty one.
    public init(acceptCondition: String?, applicationCondition: String?) {
        accept = Condition(acceptCondition)
        application = Condition(applicationCondition)
    }

    /// Both fields are empty: the sender knows original mode only.
    public var isUnset: Bool { accept == .unset && application == .unset }

    /// The code to answer with, or `nil` when the sender wants no answer.
    public func code(for outcome: Outcome) -> AcknowledgmentCode? {
        if isUnset || application.applies(to: outcome) { return .original(outcome) }
        return accept.applies(to: outcome) ? .accept(outcome) : nil
    }
}

extension HL7Message {
    /// The answer that MSH-15 and MSH-16 ask for.
    public var acknowledgmentMode: AcknowledgmentMode {
        AcknowledgmentMode(
            acceptCondition: header.field(15).component(1).text,
            applicationCondition: header.field(16).component(1).text)
    }
}
