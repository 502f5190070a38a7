import ClinicalDomain
import Crypto
import Foundation
import GRDB

/// Compares alerts and their evidence with what the audit trail says of them.
///
/// Rows of the trail from before schema version 5 do not say how a change left the alert, those from before version 7 have
/// no digest of the evidence: what they lack is not compared.
enum AlertsAndTrail {
    /// The SHA-256 of a text in hexadecimal.
    static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The first alert that is not what the trail says; nil when there is none.
    ///
    /// Alerts that were deleted with their patients (`patient.erase`) are not missing.
    static func firstDeviation(_ database: Database) throws -> AlertDeviation? {
        let erased = try erasedAlerts(database)
        let missing = try Int64.fetchAll(
            database,
            sql: """
                SELECT CAST(substr(audit.subject, 7) AS INTEGER) AS id FROM audit
                WHERE audit.subject >= 'alert/' AND audit.subject < 'alert0' AND action = 'alert.raise'
                AND NOT EXISTS (SELECT 1 FROM alert WHERE id = CAST(substr(audit.subject, 7) AS INTEGER)) ORDER BY id
                """
        ).first { !erased.contains($0) }
        if let missing { return AlertDeviation(alertID: missing, kind: .missing) }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT alert.id, encounterID, state, tier, reasons, evidence,
                    (SELECT detail FROM audit WHERE audit.subject = 'alert/' || alert.id ORDER BY id LIMIT 1),
                    (SELECT detail FROM audit WHERE audit.subject = 'alert/' || alert.id ORDER BY id DESC LIMIT 1)
                FROM alert LEFT JOIN alertEvidence ON alertID = alert.id ORDER BY alert.id
                """)
        while let row = try rows.next() {
            if let kind = try deviation(row) { return AlertDeviation(alertID: row[0], kind: kind) }
        }
        return nil
    }

    /// The alerts that the trail says were deleted with their patients.
    private static func erasedAlerts(_ database: Database) throws -> Set<Int64> {
        let details = try String.fetchAll(database, sql: "SELECT detail FROM audit WHERE action = 'patient.erase'")
        return try details.reduce(into: []) { erased, text in
            let detail = try JSONText.decode([String: String].self, text, table: "audit", column: "detail")
            erased.formUnion((detail["alerts"] ?? "").split(separator: " ").compactMap { Int64($0) })
        }
    }

    private static func deviation(_ row: Row) throws -> AlertDeviation.Kind? {
        guard let firstText = row[6] as String?, let lastText = row[7] as String? else { return .unheardOf }
        func details(_ text: String) throws -> [String: String] {
            try JSONText.decode([String: String].self, text, table: "audit", column: "detail")
        }
        let (raised, newest) = (try details(firstText), try details(lastText))
        let reasons = try JSONText.decode([String].self, row[4], table: "alert", column: "reasons")
        let told: [(String?, String?)] = [
            (raised["encounter"], (row[1] as Int64?).map { EncounterID(rawValue: $0).description }),
            (newest["state"], row[2]), (newest["tier"], (row[3] as Int64).description),
            (newest["reasons"], reasons.joined(separator: " ")),
        ]
        if told.contains(where: { $0.0 != nil && $0.0 != $0.1 }) { return .state }
        if let told = raised["evidence"], told != (row[5] as String?).map(digest) { return .evidence }
        return nil
    }
}
