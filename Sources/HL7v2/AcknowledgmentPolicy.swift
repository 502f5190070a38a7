/// Which answers a listener gives, whatever each sender asks for in MSH-15 and MSH-16.
///
/// | policy | accepted, error, rejected |
/// | --- | --- |
/// | ``auto`` | as ``AcknowledgmentMode`` reads it out of the message |
/// | ``original`` | AA, AE, AR |
/// | ``accept`` | CA, CE, CR |
/// | ``none`` | nothing |
public enum AcknowledgmentPolicy: String, Sendable, Hashable, CaseIterable {
    /// As each message asks; one that cannot be read is answered in original mode.
    ///
    /// An acknowledgment (message code `ACK`) that asks for nothing is not answered: two systems that answer each
    /// other's answers never stop.
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
        switch self {
        case .auto:
            guard let message else { return .original(outcome) }
            let mode = message.acknowledgmentMode
            if message.messageCode == "ACK", mode.isUnset { return nil }
            return mode.code(for: outcome)
        case .original: return .original(outcome)
        case .accept: return .accept(outcome)
        case .none: return nil
        }
    }
}
