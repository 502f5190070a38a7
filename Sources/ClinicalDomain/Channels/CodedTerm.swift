/// A code, its text and its system as a sender writes them: an HL7 v2 triplet (CE, CWE) or a FHIR coding.
public struct CodedTerm: Hashable, Sendable {
    /// The code, such as `8867-4`, `147842` or `0002-4182`; some senders write a name here (`MDC_PRESS_BLD_SYS`).
    public var code: String
    /// The text beside it, such as `MDC_ECG_HEART_RATE`; empty when there is none.
    public var text: String
    /// The coding system, such as `LN`, `MDC`, `MDIL`; empty when the sender names none.
    public var system: String

    /// A term of its parts.
    public init(code: String, text: String = "", system: String = "") {
        (self.code, self.text, self.system) = (code, text, system)
    }
}
