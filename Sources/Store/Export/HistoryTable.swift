/// A table of the history as other programs get it: names instead of numbers, one row for each fact.
public enum HistoryTable: String, Sendable, CaseIterable {
    /// Every version of every value.
    case observations
    /// Stays that have begun, with their patients.
    case stays
    /// Outcome events.
    case outcomes
    /// What was scored, by time step and model.
    case assessments
    /// Alerts about patients.
    case alerts

    /// What the values of a column are.
    public enum Kind: Sendable {
        /// Text.
        case text
        /// A whole number.
        case integer
        /// A number.
        case number
        /// Milliseconds since 1970-01-01T00:00:00Z.
        case time
    }

    /// A column and how SQL makes it.
    struct Column {
        let name: String
        let kind: Kind
        let sql: String

        init(_ name: String, _ kind: Kind, _ sql: String) { (self.name, self.kind, self.sql) = (name, kind, sql) }
    }

    /// The names of the columns, in their order; those of NDJSON and CSV files where they mean the same.
    public var columns: [(name: String, kind: Kind)] { all.map { ($0.name, $0.kind) } }

    private static let subject = [
        Column("patient", .text, "patient.identifier"), Column("visit", .text, "encounter.visitNumber"),
    ]

    var all: [Column] {
        switch self {
        case .observations:
            Self.subject + [
                Column("channel", .text, "channel.name"), Column("value", .number, "observation.value"),
                Column("unit", .text, "channel.unit"), Column("effective", .time, "observation.effective"),
                Column("issued", .time, "observation.issued"),
                Column(
                    "status", .text,
                    """
                    CASE observation.status WHEN 0 THEN 'preliminary' WHEN 1 THEN 'final' WHEN 2 THEN 'corrected'
                        ELSE 'entered-in-error' END
                    """),
                Column("source", .text, "source.name"), Column("subID", .text, "observation.subID"),
            ]
        case .stays:
            Self.subject + [
                Column("birthDate", .text, "patient.birthDate"), Column("sex", .text, "patient.sex"),
                Column("unitOfCare", .text, "encounter.unit"), Column("bed", .text, "encounter.bed"),
                Column("admitted", .time, "encounter.admitted"), Column("discharged", .time, "encounter.discharged"),
            ]
        case .outcomes:
            Self.subject + [
                Column("outcome", .text, "outcome.name"), Column("effective", .time, "outcome.at"),
                Column("labelledBy", .text, "outcome.labelledBy"),
            ]
        case .assessments:
            Self.subject + [
                Column("step", .time, "assessment.step"), Column("model", .text, "assessment.model"),
                Column("risk", .number, "assessment.risk"), Column("threshold", .number, "assessment.threshold"),
                Column("news2", .integer, "assessment.news2Total"),
                Column("news2IsPartial", .integer, "assessment.news2IsPartial"),
                Column("assessed", .time, "assessment.assessed"),
            ]
        case .alerts:
            Self.subject + [
                Column("number", .integer, "alert.id"), Column("reason", .text, "alert.reason"),
                Column("state", .text, "alert.state"), Column("raised", .time, "alert.raised"),
                Column("acknowledged", .time, "alert.acknowledged"), Column("cleared", .time, "alert.cleared"),
                Column("model", .text, "alert.model"), Column("risk", .number, "alert.risk"),
                Column("news2", .integer, "alert.news2Total"),
            ]
        }
    }

    /// The tables behind it, joined in the order of stays, so that the rows of a stay are read where they lie.
    var source: String {
        let stays = "encounter JOIN patient ON patient.id = encounter.patientID"
        return switch self {
        case .observations:
            """
            \(stays) CROSS JOIN observation ON observation.encounterID = encounter.id
            JOIN channel ON channel.id = observation.channelID JOIN source ON source.id = observation.sourceID
            """
        case .stays: stays
        case .outcomes: "\(stays) CROSS JOIN outcome ON outcome.encounterID = encounter.id"
        case .assessments: "\(stays) CROSS JOIN assessment ON assessment.encounterID = encounter.id"
        case .alerts: "\(stays) CROSS JOIN alert ON alert.encounterID = encounter.id"
        }
    }

    /// The time by which rows are chosen.
    var time: String {
        switch self {
        case .observations: "observation.effective"
        case .stays: "coalesce(encounter.lastEffective, encounter.earliest)"
        case .outcomes: "outcome.at"
        case .assessments: "assessment.step"
        case .alerts: "alert.raised"
        }
    }
}

/// A value of a row of the history.
public enum HistoryValue: Sendable, Hashable {
    /// Nothing is known.
    case missing
    /// A text.
    case text(String)
    /// A whole number, or milliseconds since 1970.
    case integer(Int64)
    /// A number.
    case number(Double)
}
