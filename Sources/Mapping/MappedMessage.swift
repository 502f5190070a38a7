public import ClinicalDomain
public import HL7v2

/// What a message became: deliveries to store, and whether the sender is told of a fault.
public struct MappedMessage: Sendable {
    /// What to store, all in one transaction; empty only for what is ``Verdict/ignored``, because what cannot be used
    /// is stored as quarantined.
    public var deliveries: [Delivery]
    /// What the sender is told once that is stored.
    public var verdict: Verdict
    /// The message as it was read; nil when it could not be.
    public var message: HL7Message?
    /// Results that are known and not for us, such as waveforms and arrhythmia counts.
    public var ignoredResults = 0

    /// What the sender is told.
    public enum Verdict: Hashable, Sendable {
        /// Everything needed was there; single values may have been quarantined.
        case accepted
        /// A valid message that is not for us: acknowledged like one that is taken, counted, and not stored.
        case ignored
        /// The message as a whole cannot be used although its kind is right.
        case faulty(Fault)
        /// The message is of a kind that is never taken here, or not a message at all: repeating cannot help.
        case refused(Fault)
    }

    /// Why a message as a whole was not used, without patient data.
    public struct Fault: Hashable, Sendable {
        /// HL7 table 0357.
        public var condition: Int
        /// HL7 path, or empty.
        public var place: String
        /// For people.
        public var text: String

        /// A fault of its parts.
        public init(condition: Int, place: String, text: String) {
            (self.condition, self.place, self.text) = (condition, place, text)
        }
    }

    /// A mapped message of its parts.
    public init(deliveries: [Delivery], verdict: Verdict, message: HL7Message? = nil) {
        (self.deliveries, self.verdict, self.message) = (deliveries, verdict, message)
    }
}
