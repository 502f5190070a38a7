import ClinicalDomain
import GRDB
import Testing

@testable import Store

@Suite struct QueryPlanTests {
    /// Hot queries, and what their plan must contain.
    static let queries: [(sql: String, index: String)] = [
        (HistoryReader.observationSQL, "SEARCH observation USING PRIMARY KEY (encounterID=?)"),
        (HistoryReader.outcomeSQL, "SEARCH outcome USING PRIMARY KEY (encounterID=?)"),
        (HotQuery.openEncounters, "USING INDEX encounterOpen"),
        (HotQuery.unassessedEncounters, "USING INDEX encounterUnassessed"),
        (HotQuery.alertsInForce, "SEARCH alert USING INDEX"),
        (HotQuery.assessments, "SEARCH assessment USING PRIMARY KEY (encounterID=? AND step>?)"),
        (HotQuery.latestAssessment, "SEARCH assessment USING PRIMARY KEY (encounterID=?)"),
        (HotQuery.latestAlerts, "SEARCH alert USING INDEX alertByEncounter (encounterID=?)"),
        (HotQuery.latestAlerts, "USING INDEX alertInForce"),
        (HotQuery.alertsOfStay, "SEARCH alert USING INDEX alertByEncounter (encounterID=?)"),
        (HotQuery.alertChanges, "SEARCH audit USING INTEGER PRIMARY KEY (rowid>?)"),
        (HotQuery.stayMarks, "SCAN encounter USING INDEX encounterOpen"),
        (HotQuery.staysChangedSince, "SEARCH encounter USING INDEX encounterOpenByChange (changedBy>?)"),
        (HotQuery.boardStays, "SEARCH encounter USING INTEGER PRIMARY KEY"),
        (HotQuery.boardStays, "SEARCH assessment USING PRIMARY KEY (encounterID=? AND step=? AND model=?)"),
        (HotQuery.boardStays, "SEARCH assessment USING PRIMARY KEY (encounterID=?)"),
        (HotQuery.scores, "SEARCH assessment USING PRIMARY KEY (encounterID=? AND step>?)"),
        (HotQuery.newestSteps, "SEARCH assessment USING PRIMARY KEY (encounterID=?)"),
        (
            HotQuery.observationsSince,
            "SEARCH observation USING PRIMARY KEY (encounterID=? AND channelID=? AND effective>?)"
        ),
        (HotQuery.allAlertsInForce, "SCAN alert USING INDEX alertInForce"),
        (HotQuery.alertsOfStaySince, "SEARCH alert USING INDEX alertByEncounter (encounterID=?)"),
        (HotQuery.outboxAfter, "SEARCH outbox USING INTEGER PRIMARY KEY (rowid>?)"),
        (HotQuery.deliveriesOfAlert, "SEARCH outbox USING COVERING INDEX outboxByAlert (alertID=? AND id<?)"),
        (HotQuery.deliveriesOfAlert, "SEARCH delivery USING PRIMARY KEY (receiver=? AND outboxID=?)"),
        (HotQuery.dueDeliveries, "SEARCH delivery USING INDEX deliveryLane (receiver=? AND lane>?)"),
        (HotQuery.dueDeliveries, "SEARCH delivery USING PRIMARY KEY (receiver=? AND outboxID=?)"),
        (
            HotQuery.dueDeliveries,
            "SEARCH head USING INDEX deliveryLane (receiver=? AND lane=?)"
        ),
        (HotQuery.receivers, "SEARCH delivery USING COVERING INDEX deliveryWaiting (receiver=?)"),
        (HotQuery.receivers, "SEARCH delivery USING COVERING INDEX deliveryRefused (receiver=?)"),
        ("SELECT id FROM message WHERE identity = ?", "(identity=?)"),
        (PatientRow.select, "(identifier=?)"),
        (StayRow.selectByNumber, "(patientID=? AND visitNumber=?)"),
        (StayRow.selectCandidates, "(patientID=?)"), (StayRow.selectLive, "(patientID=?)"),
        (StayStatement.select, "SEARCH stayEvent USING PRIMARY KEY (encounterID=?)"),
        (HotQuery.times, "SEARCH observation USING PRIMARY KEY (encounterID=?)"),
        (HotQuery.unnamedTimes, "SEARCH message USING INTEGER PRIMARY KEY"),
        (HotQuery.occupants, "SEARCH stayLocation USING INDEX stayLocationByBed (bedLabel=? AND until>?)"),
        (HotQuery.occupants, "SEARCH stayLocation USING INDEX stayLocationByBed (bedLabel=? AND until=?)"),
        ("SELECT hash FROM audit ORDER BY id DESC LIMIT 1", "SCAN audit"),
        (HistoryFilter.sql("1"), "SEARCH patient USING INTEGER PRIMARY KEY"),
        (
            "SELECT id FROM patient WHERE mergedInto = 1",
            "SEARCH patient USING COVERING INDEX patientMerged (mergedInto=?)"
        ),
        (
            "SELECT id FROM encounter WHERE mergedInto = 1",
            "SEARCH encounter USING COVERING INDEX encounterMerged (mergedInto=?)"
        ),
        ("SELECT name FROM model WHERE outcome = 'x' AND state = 'active'", "USING INDEX modelActive"),
        (
            "SELECT count(*) FROM quarantine WHERE state = 'waiting' AND reason = 'framing'",
            "USING COVERING INDEX quarantineByReason"
        ),
    ]

    @Test(arguments: queries) func `hot queries use an index`(_ sql: String, _ index: String) throws {
        let temporary = try TemporaryStore()
        let plan = try temporary.store.pool.read { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            let numbered = (1...9).last { sql.contains("?\($0)") }
            let rows = try Row.fetchAll(
                statement,
                arguments: StatementArguments([Int?](repeating: nil, count: numbered ?? sql.count { $0 == "?" })))
            return rows.map { $0["detail"] as String }.joined(separator: "\n")
        }
        #expect(plan.contains(index), "\(plan)")
        #expect(!plan.contains("SCAN observation"), "\(plan)")
        #expect(!plan.contains("SCAN message"), "\(plan)")
        #expect(!plan.contains("SCAN outbox"), "\(plan)")
        #expect(!plan.contains("SCAN delivery"), "\(plan)")
        #expect(!plan.contains("SCAN assessment"), "\(plan)")
    }
}
