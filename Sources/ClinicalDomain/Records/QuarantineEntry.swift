/// Something that arrived and cannot be used: kept, counted and shown, never dropped.
public struct QuarantineEntry: Hashable, Sendable {
    /// Why it cannot be used.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// The bytes are not a message of the expected format.
        case unparseable
        /// No patient can be told.
        case missingPatient = "missing-patient"
        /// The code means no known channel.
        case unknownCode = "unknown-code"
        /// The code and the text beside it mean different things.
        case codeConflict = "code-conflict"
        /// The unit is missing or not accepted for the channel.
        case unknownUnit = "unknown-unit"
        /// The value is not a number.
        case notNumeric = "not-numeric"
        /// The value is one by which devices say that they measure nothing, such as -999 or 8388607.
        case notAvailable = "not-available"
        /// The value is outside the channel's plausible range.
        case implausible
        /// The time is missing or not a time.
        case invalidTime = "invalid-time"
        /// The status of the result is not one that carries a value.
        case unknownStatus = "unknown-status"
        /// The message is not of a kind that is understood.
        case unsupported
        /// The sender says that the message is for training or debugging (MSH-11).
        case testMessage = "test-message"
        /// The transport framing was broken.
        case framing
    }

    /// Why it cannot be used.
    public var reason: Reason
    /// Where in the message: an HL7 path, a line and column, a field name.
    public var place: String
    /// What was found there; may hold patient data, so it stays in the database.
    public var found: String
    /// What was expected or what to do about it, without patient data.
    public var hint: String

    /// An entry of its parts.
    public init(reason: Reason, place: String, found: String, hint: String) {
        // Scalars, not characters: one character can have any number of combining marks.
        let found = String(String.UnicodeScalarView(found.unicodeScalars.prefix(200)))
        (self.reason, self.place, self.found, self.hint) = (reason, place, found, hint)
    }
}
