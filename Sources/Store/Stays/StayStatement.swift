import ClinicalDomain
import GRDB

/// What one message said of a stay: a row of `stayEvent`.
struct StayStatement: Hashable, Sendable {
    /// When it happened.
    var at: Instant
    /// The message that said so.
    var messageID: Int64
    /// What happened.
    var event: StayEvent
    /// Point of care; empty when not said.
    var unit = ""
    /// Room and bed; empty when not said.
    var bed = ""
    /// Time of admission; nil when not said.
    var admitted: Instant?
    /// Time of discharge; nil when not said.
    var discharged: Instant?

    /// What a message with that stay and event says.
    init(_ event: StayEvent, at: Instant, messageID: Int64, _ encounter: Encounter = Encounter()) {
        (self.event, self.at, self.messageID) = (event, at, messageID)
        (unit, bed) = (encounter.unit, encounter.bed)
        (admitted, discharged) = (encounter.admitted, encounter.discharged)
    }
}

extension StayStatement {
    /// The statements of a stay in the order in which things happened; of one moment, in that of arrival.
    static let select = """
        SELECT at, messageID, event, unit, bed, admitted, discharged FROM stayEvent
        WHERE encounterID = ? ORDER BY at, messageID
        """
    /// One that is known already is not stored again.
    static let insert = """
        INSERT INTO stayEvent (encounterID, at, messageID, event, unit, bed, admitted, discharged)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """

    /// The statement of a row of ``select``.
    init(_ row: Row) throws {
        let name: String = row[2]
        guard let event = StayEvent(rawValue: name) else {
            throw StoreError.unreadable(table: "stayEvent", column: "event", detail: name)
        }
        self.init(
            event, at: Instant(millisecondsSince1970: row[0]), messageID: row[1],
            Encounter(unit: row[3], bed: row[4], admitted: Instant(row[5]), discharged: Instant(row[6])))
    }

    /// The values of ``insert``.
    func arguments(encounterID: Int64) -> StatementArguments {
        [
            encounterID, at.millisecondsSince1970, messageID, event.rawValue, unit, bed,
            admitted?.millisecondsSince1970, discharged?.millisecondsSince1970,
        ]
    }
}
