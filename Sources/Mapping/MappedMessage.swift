public import ClinicalDomain

/// What a message became: deliveries to store, and whether the sender is told of a fault.
public struct MappedMessage: Sendable {
    /// What to store, all in one transaction; never empty, because what cannot be used is stored as quarantined.
    public var deliveries: [Delivery]
    /// What the sender is told once that is stored.
    public var verdict: Verdict

    /// What the sender is told.
    public enum Verdict: Hashable, Sendable {
        /// Everything needed was there; single values may have been quarantined.
        case accepted
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
    public init(deliveries: [Delivery], verdict: Verdict) {
        (self.deliveries, self.verdict) = (deliveries, verdict)
    }
}
