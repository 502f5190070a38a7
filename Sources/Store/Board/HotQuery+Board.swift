import ClinicalDomain

extension HotQuery {
    static let markColumns = "encounter.id, changedBy, assessedThrough, coalesce(placedSince, 0)"
    static let stayMarks = """
        SELECT \(markColumns) FROM encounter INDEXED BY encounterOpen
        WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0 AND lastEffective >= (
            SELECT max(lastEffective) FROM encounter INDEXED BY encounterOpen
            WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0) - ?
        ORDER BY id
        """
    static let staysChangedSince = """
        SELECT id FROM encounter INDEXED BY encounterOpenByChange
        WHERE state = 'begun' AND discharged IS NULL AND changedBy > 0 AND changedBy >= ?
        """
    static let scoreColumns = "step, effective, model, risk, threshold, news2Total, news2IsPartial"
    /// One statement for all stays, because a board asks for what is on its screen at each commit.
    ///
    /// CROSS JOIN keeps the order of the tables.
    static let boardStays = """
        SELECT \(markColumns), patient.identifier, unit, bed, lastEffective, \(scoreColumns)
        FROM json_each(?) AS wanted CROSS JOIN encounter ON encounter.id = wanted.value
        CROSS JOIN patient ON patient.id = encounter.patientID
        LEFT JOIN assessment ON encounterID = encounter.id AND (step, model) = (
            SELECT step, model FROM assessment WHERE encounterID = encounter.id
            ORDER BY step DESC, assessed DESC, model LIMIT 1)
        WHERE state = 'begun' AND discharged IS NULL AND lastEffective IS NOT NULL
        """
    static let auditEnd = "SELECT max(id) FROM audit"
    /// `max` without a function of its own in the list makes SQLite take the other columns from its row.
    static let scores = """
        SELECT \(scoreColumns), max(assessed) FROM assessment WHERE encounterID = ? AND step >= ? GROUP BY step
        ORDER BY step
        """
    static let newestSteps = """
        SELECT step FROM assessment WHERE encounterID = ? GROUP BY step ORDER BY step DESC LIMIT ?
        """
    /// CROSS JOIN keeps the order of the tables: for each channel a range of the stay's observations.
    static let observationsSince = """
        SELECT channel.name, effective, source.name, code.text, orderNumber, subID, issued, status, value, rank, original
        FROM channel CROSS JOIN observation ON encounterID = ?1 AND channelID = channel.id AND effective >= ?2
        CROSS JOIN source ON source.id = sourceID CROSS JOIN code ON code.id = codeID
        WHERE ?3 IS NULL OR channel.name IN (SELECT value FROM json_each(?3))
        """
    static let allAlertsInForce = """
        SELECT \(Alert.columns) FROM alert INDEXED BY alertInForce WHERE state <> 'cleared' ORDER BY id
        """
    static let alertsOfStaySince = """
        SELECT \(Alert.columns) FROM alert
        WHERE encounterID = ?1 AND (cleared IS NULL OR cleared >= ?2) ORDER BY id
        """
}
