import ClinicalDomain
import GRDB

extension StoredAssessment {
    static let columns = """
        encounterID, step, model, effective, risk, threshold, news2Points, assessed, revision
        """

    /// The assessment of a row of ``columns``.
    init(_ row: Row) throws {
        let (risk, threshold, points): (Double?, Double?, String?) = (row[4], row[5], row[6])
        var networkRisk: NetworkRisk?
        if let risk, let threshold { networkRisk = NetworkRisk(model: row[2], probability: risk, threshold: threshold) }
        self.init(
            assessment: Assessment(
                encounterID: EncounterID(rawValue: row[0]), step: Instant(millisecondsSince1970: row[1]),
                effective: Instant(millisecondsSince1970: row[3]), risk: networkRisk,
                news2: try points.map {
                    try JSONText.decode(NEWS2.self, $0, table: "assessment", column: "news2Points")
                }),
            assessed: Instant(millisecondsSince1970: row[7]), revision: row[8])
    }

    /// The newest assessment of a stay; nil when there is none.
    ///
    /// Of one step the last one made counts.
    static func latest(_ encounterID: Int64, _ database: Database) throws -> StoredAssessment? {
        try Row.fetchOne(database.cachedStatement(sql: HotQuery.latestAssessment), arguments: [encounterID])
            .map { try StoredAssessment($0) }
    }
}
