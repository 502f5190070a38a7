/// Which answers a listener gives, whatever each sender asks for in MSH-15 and MSH-16.
///
/// | policy | accepted, error, rejected |
/// | --- | --- |
/// | ``auto`` | as ``AcknowledgmentMode`` reads it out of the message |
/// | ``original`` | AA, AE, AR |
/// | ``accept`` | CA, CE, CR |
/// | ``none`` | nothing |
///
/// An acknowledgment (message code `ACK`) is answered only if it asks for it, the policy is ``auto``, and it is no accept
/// acknowledgment itself (CA, CE, CR): two systems that answer each other's answers never stop.
public enum AcknowledgmentPolicy: String, Sendable, Hashable, CaseIterable {
    /// As each message asks; one that cannot be read is answered in original mode.
    ///
    case auto
    /// Always in original mode, for senders that fill MSH-15 and MSH-16 and do not mean it.
    case original
    /// Always an accept acknowledgment of enhanced mode.
    case accept
    /// Never an answer, for senders that do not read.
    case none

    /// The code to answer with; nil for no answer.
    ///
    /// - Parameters:
    ///   - outcome: What became of the message.
    ///   - message: The message, or as much of it as its header; nil when not even that could be read.
    public func code(for outcome: AcknowledgmentMode.Outcome, to message: HL7Message?) -> AcknowledgmentCode? {
        if let message, message.messageCode == "ACK" {
            let code = message.segments(named: "MSA").first?.field(1).text ?? ""
            if self != .auto || message.acknowledgmentMode.isUnset || code.hasPrefix("C") { return nil }
        }
        switch self {
        case .auto: return message.map { $0.acknowledgmentMode.code(for: outcome) } ?? .original(outcome)
        case .original: return .original(outcome)
        case .accept: return .accept(outcome)
        case .none: return nil
        }
    }
}
