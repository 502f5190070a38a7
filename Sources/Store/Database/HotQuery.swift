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
    /// How far a receiver has read the outbox.
    static let readThrough = "SELECT readThrough FROM receiver WHERE name = ?"
    /// The rows of the outbox after one, with their patients.
    static let outboxAfter = """
        SELECT outbox.id, outbox.alertID, outbox.event, outbox.written, outbox.notBefore, outbox.message,
            coalesce(survivor.patientID, own.patientID)
        FROM outbox JOIN alert ON alert.id = outbox.alertID
        LEFT JOIN encounter own ON own.id = alert.encounterID LEFT JOIN encounter survivor ON survivor.id = own.mergedInto
        WHERE outbox.id > ? ORDER BY outbox.id LIMIT ?
        """
    /// What was for a receiver of an alert before a row of the outbox, and whether it was to wait.
    static let deliveriesOfAlert = """
        SELECT outbox.id, delivery.state, delivery.attempts, delivery.isHeld
        FROM outbox INDEXED BY outboxByAlert
        CROSS JOIN delivery ON delivery.outboxID = outbox.id
        WHERE outbox.alertID = ?1 AND delivery.receiver = ?2 AND outbox.id < ?3
        """
    /// What a receiver is to get now: of each lane the oldest that waits, but for what is held back by quiet hours.
    static let dueDeliveries = """
        WITH RECURSIVE waiting(lane) AS (
            SELECT min(lane) FROM delivery INDEXED BY deliveryLane WHERE receiver = ?1 AND state = 'waiting'
            UNION ALL
            SELECT (
                SELECT min(lane) FROM delivery INDEXED BY deliveryLane
                WHERE receiver = ?1 AND state = 'waiting' AND lane > waiting.lane)
            FROM waiting WHERE waiting.lane IS NOT NULL)
        SELECT delivery.outboxID, delivery.attempts, outbox.notBefore, outbox.message
        FROM waiting CROSS JOIN delivery ON delivery.receiver = ?1 AND delivery.outboxID = (
            SELECT outboxID FROM delivery head INDEXED BY deliveryLane
            WHERE receiver = ?1 AND lane = waiting.lane AND state = 'waiting'
            AND (isHeld = 0 OR attempts > 0 OR nextAttempt <= ?2)
            ORDER BY outboxID LIMIT 1)
        CROSS JOIN outbox ON outbox.id = delivery.outboxID
        WHERE waiting.lane IS NOT NULL AND delivery.nextAttempt <= ?2
        ORDER BY delivery.nextAttempt, delivery.outboxID LIMIT ?3
        """
    static let receivers = """
        SELECT name,
            (SELECT count(*) FROM delivery INDEXED BY deliveryWaiting WHERE receiver = name AND state = 'waiting'),
            (SELECT count(*) FROM delivery INDEXED BY deliveryRefused WHERE receiver = name AND state = 'refused'),
            (SELECT notBefore FROM outbox WHERE id = (
                SELECT min(outboxID) FROM delivery INDEXED BY deliveryWaiting
                WHERE receiver = name AND state = 'waiting')),
            (SELECT min(nextAttempt) FROM delivery INDEXED BY deliveryDue WHERE receiver = name AND state = 'waiting'),
            delivered, failingSince, retried, pausedUntil,
            (SELECT notBefore FROM outbox WHERE id = (
                SELECT min(outboxID) FROM delivery INDEXED BY deliveryFailed
                WHERE receiver = name AND state = 'waiting' AND attempts > 0))
        FROM receiver WHERE retired IS NULL AND (?1 IS NULL OR name = ?1) ORDER BY name
        """
}
