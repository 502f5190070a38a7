/// One fault to report in an acknowledgment; becomes an ERR segment.
public struct AcknowledgmentError: Sendable, Hashable {
    /// How bad it is (table 0516).
    public enum Severity: String, Sendable, Hashable {
        /// The message was not taken over.
        case error = "E"
        /// The message was taken over, with reservations.
        case warning = "W"
        /// The message was taken over.
        case information = "I"
    }

    /// What kind of fault (ERR-3).
    public let condition: ErrorCondition
    /// How bad it is (ERR-4).
    public let severity: Severity
    /// Where (ERR-2), when a place is known.
    public let location: HL7Path?
    /// For people (ERR-8).
    ///
    /// The caller keeps it free of patient data: it ends up in logs of other systems.
    public let message: String

    /// A fault to report.
    public init(
        _ condition: ErrorCondition, severity: Severity = .error, location: HL7Path? = nil, message: String = ""
    ) {
        self.condition = condition
        self.severity = severity
        self.location = location
        self.message = message
    }

    /// The report for a message that could not be read; carries no values of the message.
    public init(_ error: HL7Error) {
        self.init(error.condition, location: error.path, message: "\(error). \(error.hint)")
    }
}
