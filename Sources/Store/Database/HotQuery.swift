import ClinicalDomain

/// Queries that run often or over much; a test reads their plans, so none falls back to a full scan unnoticed.
enum HotQuery {
    static let openEncounters = """
        SELECT id FROM encounter INDEXED BY encounterOpen
        WHERE discharged IS NULL AND changedBy > 0 AND lastEffective >= ? ORDER BY id
        """
    static let unassessedEncounters = """
        SELECT id FROM encounter INDEXED BY encounterUnassessed
        WHERE changedBy > assessedThrough AND lastEffective >= ? ORDER BY id
        """
    /// Within each stay and reason the greatest number is the latest alert.
    static let latestAlerts = """
        SELECT \(Alert.columns) FROM alert WHERE id IN (SELECT max(id) FROM alert GROUP BY encounterID, reason)
        """
    static let alertsInForce = """
        SELECT \(Alert.columns) FROM alert WHERE encounterID = ? AND state <> 'cleared' ORDER BY id
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
