import ClinicalDomain

/// Queries that run often or over much; a test reads their plans, so none falls back to a full scan unnoticed.
enum HotQuery {
    static let openEncounters = """
        SELECT id FROM encounter INDEXED BY encounterOpen
        WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0 AND lastEffective >= ? ORDER BY id
        """
    static let unassessedEncounters = """
        SELECT id FROM encounter INDEXED BY encounterUnassessed
        WHERE state = 'begun' AND changedBy > assessedThrough AND lastEffective >= ? ORDER BY id
        """
    /// The times of the values of a stay.
    static let times = "SELECT DISTINCT effective FROM observation WHERE encounterID = ?"
    /// The times of the values that came in messages that named no stay.
    static let unnamedTimes = "\(times) AND \(isUnnamed)"
    static let isUnnamed = "(SELECT namesNoStay FROM message WHERE message.id = observation.messageID)"
    /// Who lay in the beds of a name at a time.
    static let occupants = """
        SELECT encounterID, unit, bed, since FROM stayLocation
        WHERE bedLabel = ?1 AND until > ?2 AND since <= ?2
        UNION ALL SELECT encounterID, unit, bed, since FROM stayLocation
        WHERE bedLabel = ?1 AND until IS NULL AND since <= ?2
        """
    /// The alerts of stays that may still get one, and all in force, newest first.
    static let latestAlerts = """
        SELECT \(Alert.columns) FROM encounter INDEXED BY encounterOpen
        CROSS JOIN alert INDEXED BY alertByEncounter ON alert.encounterID = encounter.id
        WHERE encounter.state = 'begun' AND encounter.discharged IS NULL AND encounter.changedBy > 0
        UNION SELECT \(Alert.columns) FROM alert INDEXED BY alertInForce WHERE alert.state <> 'cleared'
        ORDER BY 1 DESC
        """
    static let alertsOfStay = "SELECT \(Alert.columns) FROM alert WHERE encounterID = ? ORDER BY id DESC LIMIT ?"
    static let alertsInForce = """
        SELECT \(Alert.columns) FROM alert WHERE encounterID = ? AND state <> 'cleared' ORDER BY id
        """
    static let alertChanges = """
        SELECT id, at, actor, action, detail, CAST(substr(subject, 7) AS INTEGER) FROM audit
        WHERE id > ? AND action GLOB 'alert.*' AND subject GLOB 'alert/[0-9]*' ORDER BY id LIMIT ?
        """
    static let assessments = """
        SELECT \(StoredAssessment.columns) FROM assessment
        WHERE encounterID = ?1 AND step >= ?2 AND (?3 IS NULL OR model = ?3) ORDER BY step, model
        """
    static let latestAssessment = """
        SELECT \(StoredAssessment.columns) FROM assessment WHERE encounterID = ?
        ORDER BY step DESC, assessed DESC, model LIMIT 1
        """
}
