import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

/// A pair of statements that differ in one value: the first is accepted, the second refused.
struct Refusal: Sendable, CustomTestStringConvertible {
    let claim: String
    let legal: String
    let illegal: String
    var testDescription: String { claim }

    /// A statement with `$` where the two values go.
    init(_ claim: String, _ statement: String, legal: String, illegal: String) {
        self.claim = claim
        self.legal = statement.replacingOccurrences(of: "$", with: legal)
        self.illegal = statement.replacingOccurrences(of: "$", with: illegal)
    }
}

@Suite struct SchemaTests {
    /// One row in every table.
    static let base = """
        INSERT INTO source VALUES (1, 'MONITOR');
        INSERT INTO channel VALUES (1, 'heartRate', '/min');
        INSERT INTO code VALUES (1, '8867-4');
        INSERT INTO message VALUES (1, 'hl7v2', 1, x'01', x'', 5, 0);
        INSERT INTO patient VALUES (1, 'P1', '1950-02-28', 'female', NULL);
        INSERT INTO encounter (id, patientID, visitNumber, unit, bed, firstMessageID, lastEffective, changedBy)
            VALUES (1, 1, 'V1', 'ICU', '4', 1, 5, 1);
        INSERT INTO observation VALUES (1, 1, 5, 1, 1, '', '', 6, 1, 80.5, 0, '', 1);
        INSERT INTO outcome VALUES (1, 'death', 9, 1, NULL, 0);
        INSERT INTO stayEvent VALUES (1, 5, 1, 'admit', 'ICU', '4', 5, NULL);
        INSERT INTO stayLocation VALUES (1, 5, 9, 'ICU', '4', '4', 1);
        INSERT INTO model VALUES ('a', 'sepsis', 'lstm', 'a/model.safetensors', zeroblob(32), 1, 7, NULL, '{}',
            'active', 'first', 2, 1, 0);
        INSERT INTO assessment VALUES (1, 5, 'a', 6, 0.5, 0.4, 3, '{"pulse":3}', 1, 7, 1);
        INSERT INTO alert (id, encounterID, subject, reason, reasons, state, raised, presented, presentations, tier, isShadow,
            acknowledged, acknowledgedBy, cleared)
            VALUES (1, 1, '', 'news2', '["news2"]', 'open', 5, 5, 1, 1, 0, NULL, NULL, NULL);
        INSERT INTO alertEvidence VALUES (1, '{}');
        INSERT INTO quarantine VALUES (1, 1, 'implausible', 'OBX[1]-5', '999', 'expected', 5, 'waiting');
        INSERT INTO audit VALUES (1, 5, 'me', 'test', 's', '{}', zeroblob(32), randomblob(32));
        """

    static let message = "INSERT INTO message VALUES (2, 'hl7v2', 1, x'02', x'', 5, 0)"
    static let observation = "INSERT INTO observation VALUES (1, 1, 5, 1, 1, '', '', 6, 1, 81, 0, '', 1)"
    static let stayEvent = "INSERT INTO stayEvent VALUES (1, 6, 1, 'transfer', 'ED', '', NULL, NULL)"
    static let stayLocation = "INSERT INTO stayLocation VALUES (1, 9, 10, 'ED', '', '', 1)"
    static let model = """
        INSERT INTO model VALUES ('b', 'sepsis', 'lstm', 'b', zeroblob(32), 1, 7, NULL, '{}', 'candidate', '', NULL, NULL, 0)
        """
    static let alert = alert("'open'", "NULL, NULL, NULL")
    /// A technical alert, since the stay has a clinical one.
    private static func alert(_ state: String, _ times: String) -> String {
        """
        INSERT INTO alert (id, encounterID, subject, reason, reasons, state, raised, presented, presentations, tier,
            isShadow, acknowledged, acknowledgedBy, cleared)
        VALUES (2, 1, '', 'no-data', '["no-data"]', \(state), 5, 5, 1, 1, 0, \(times))
        """
    }
    static let audit =
        "INSERT INTO audit VALUES (2, 5, 'me', 'test', 's', '{}', (SELECT hash FROM audit), zeroblob(32))"

    static func vary(_ claim: String, _ statement: String, _ legal: String, _ illegal: String) -> Refusal {
        guard let range = statement.range(of: legal) else { fatalError("\(legal) is not in \(statement)") }
        return Refusal(
            claim, statement.replacingCharacters(in: range, with: "$"), legal: legal, illegal: illegal)
    }

    static func replacing(_ statement: String) -> String {
        statement.replacingOccurrences(of: "INSERT", with: "INSERT OR REPLACE")
    }

    static let refusals: [Refusal] = [
        Refusal("a source has one number", "INSERT INTO source VALUES (2, $)", legal: "'X'", illegal: "'MONITOR'"),
        Refusal("a channel has a name", "INSERT INTO channel VALUES (2, $, '%')", legal: "'x'", illegal: "''"),
        Refusal("a channel has a unit", "INSERT INTO channel VALUES (2, 'x', $)", legal: "'%'", illegal: "''"),
        Refusal("a channel's unit is known", "INSERT INTO channel VALUES (2, 'x', $)", legal: "'%'", illegal: "NULL"),
        vary("formats are enumerated", message, "'hl7v2'", "'dicom'"),
        vary("a message has an identity", message, "x'02'", "x''"),
        vary("an identity occurs once", message, "x'02'", "x'01'"),
        vary("an identity is bytes", message, "x'02'", "'02'"),
        vary("a message has a known source", message, "1, x'02'", "9, x'02'"),
        Refusal(
            "a patient has an identifier", "INSERT INTO patient VALUES (2, $, NULL, 'male', NULL)", legal: "'P2'",
            illegal: "''"),
        Refusal(
            "a patient occurs once", "INSERT INTO patient VALUES (2, $, NULL, 'male', NULL)", legal: "'P2'",
            illegal: "'P1'"),
        Refusal(
            "sexes are enumerated", "INSERT INTO patient VALUES (2, 'P2', NULL, $, NULL)", legal: "'other'",
            illegal: "'F'"),
        Refusal(
            "a birth date is a date", "INSERT INTO patient VALUES (2, 'P2', $, 'male', NULL)", legal: "'2000-01-31'",
            illegal: "'31.1.2000'"),
        Refusal("a stay has a patient", "UPDATE encounter SET patientID = $", legal: "1", illegal: "2"),
        Refusal(
            "a stay occurs once",
            """
            INSERT INTO encounter (patientID, visitNumber, unit, bed, firstMessageID) VALUES (1, $, '', '', 1)
            """, legal: "'V2'", illegal: "'V1'"),
        Refusal(
            "a discharge is not before the admission", "UPDATE encounter SET admitted = 5, discharged = $",
            legal: "5", illegal: "4"),
        Refusal(
            "a stay with observations has a last time", "UPDATE encounter SET lastEffective = $", legal: "8",
            illegal: "NULL"),
        Refusal("marks are not negative", "UPDATE encounter SET assessedThrough = $", legal: "0", illegal: "-1"),
        vary("a value is a number", observation, "81", "NULL"),
        vary("a value is not text", observation, "81", "'high'"),
        vary("a value is finite", observation, "81", "9e999"),
        vary("a status is not negative", observation, "6, 1", "6, -1"),
        vary("statuses are enumerated", observation, "6, 1", "6, 4"),
        vary("an observation has a stay", observation, "(1, 1", "(9, 1"),
        vary("an observation has a channel", observation, "(1, 1", "(1, 9"),
        vary("an observation has a code", observation, "5, 1, 1", "5, 1, 9"),
        vary("an observation has a message", observation, "'', 1)", "'', 9)"),
        vary("a rank is at most 9", observation, "81, 0", "81, 10"),
        vary("a rank is not negative", observation, "81, 0", "81, -1"),
        Refusal(
            "a patient is not merged into themselves", "UPDATE patient SET mergedInto = $", legal: "NULL",
            illegal: "1"),
        Refusal("states of stays are enumerated", "UPDATE encounter SET state = $", legal: "'planned'", illegal: "''"),
        Refusal(
            "a merged stay points to another", "UPDATE encounter SET state = $", legal: "'cancelled'",
            illegal: "'merged'"),
        Refusal(
            "only a merged stay points to another",
            """
            INSERT INTO encounter (id, patientID, visitNumber, unit, bed, firstMessageID, state, mergedInto)
            VALUES (2, 1, 'V2', '', '', 1, $, 1)
            """, legal: "'merged'", illegal: "'begun'"),
        Refusal(
            "an explicit discharge has a time", "UPDATE encounter SET discharged = $, isDischargeExplicit = 1",
            legal: "9", illegal: "NULL"),
        vary("events of stays are enumerated", stayEvent, "'transfer'", "'wander'"),
        vary("an event of a stay has a message", stayEvent, "6, 1", "6, 9"),
        vary("a location ends after it begins", stayLocation, "9, 10", "9, 9"),
        Refusal(
            "a concluded outcome has a message", "INSERT INTO outcome VALUES (1, 'sepsis', 5, $, 1)",
            legal: "1, NULL", illegal: "NULL, 'me'"),
        Refusal(
            "an outcome has a name", "INSERT INTO outcome VALUES (1, $, 5, 1, NULL, 0)", legal: "'sepsis'",
            illegal: "''"),
        Refusal(
            "an outcome occurs once", "INSERT INTO outcome VALUES (1, 'death', $, 1, NULL, 0)", legal: "10",
            illegal: "9"),
        Refusal(
            "an outcome comes from a message or a person", "INSERT INTO outcome VALUES (1, 'sepsis', 5, $, 0)",
            legal: "NULL, 'me'", illegal: "NULL, NULL"),
        Refusal(
            "an outcome does not come from both", "INSERT INTO outcome VALUES (1, 'sepsis', 5, $, 0)",
            legal: "1, NULL", illegal: "1, 'me'"),
        vary("a model occurs once", model, "'b'", "'a'"),
        vary("a model has 32 bytes of hash", model, "zeroblob(32)", "zeroblob(31)"),
        vary("a model's file is relative", model, "'b', zeroblob", "'/etc/passwd', zeroblob"),
        vary("a model's metrics are JSON", model, "'{}'", "'good'"),
        vary("a model's parent is registered", model, "7, NULL", "7, 'nobody'"),
        vary("a model is not its own parent", model, "7, NULL", "7, 'b'"),
        vary("states of models are enumerated", model, "'candidate'", "'live'"),
        vary("an active model was promoted", model, "'candidate'", "'active'"),
        vary(
            "one model is active for an outcome",
            """
            INSERT INTO model VALUES ('b', 'death', 'lstm', 'b', zeroblob(32), 1, 7, NULL, '{}', 'active', '', 3, 2, 0)
            """, "'death'", "'sepsis'"),
        Refusal(
            "a candidate was never promoted",
            """
            INSERT INTO model VALUES ('b', 'sepsis', 'lstm', 'b', zeroblob(32), 1, 7, NULL, '{}', $, '', 3, 2, 0)
            """, legal: "'retired'", illegal: "'candidate'"),
        Refusal("what a model is never changes", "UPDATE model SET $", legal: "reason = 'x'", illegal: "seed = 8"),
        Refusal("a risk is at most 1", "UPDATE assessment SET risk = $", legal: "1", illegal: "1.01"),
        Refusal("a risk is at least 0", "UPDATE assessment SET risk = $", legal: "0", illegal: "-0.01"),
        Refusal("a threshold is at most 1", "UPDATE assessment SET threshold = $", legal: "1", illegal: "1.01"),
        Refusal("a risk has a threshold", "UPDATE assessment SET threshold = $", legal: "0.2", illegal: "NULL"),
        Refusal("a risk has a model", "UPDATE assessment SET model = $", legal: "'c'", illegal: "''"),
        Refusal("NEWS2 is at most 20", "UPDATE assessment SET news2Total = $", legal: "20", illegal: "21"),
        Refusal("NEWS2 is at least 0", "UPDATE assessment SET news2Total = $", legal: "0", illegal: "-1"),
        Refusal("NEWS2 has its points", "UPDATE assessment SET news2Points = $", legal: "'{}'", illegal: "NULL"),
        Refusal("the points are JSON", "UPDATE assessment SET news2Points = $", legal: "'{}'", illegal: "'3'''"),
        Refusal("partial is yes or no", "UPDATE assessment SET news2IsPartial = $", legal: "0", illegal: "2"),
        Refusal("NEWS2 is partial or not", "UPDATE assessment SET news2IsPartial = $", legal: "0", illegal: "NULL"),
        Refusal("a revision is at least 1", "UPDATE assessment SET revision = $", legal: "1", illegal: "0"),
        vary("reasons of alerts are enumerated", alert, "'no-data'", "'feeling'"),
        vary("states of alerts are enumerated", alert, "'open'", "'asleep'"),
        vary("a patient has one story", alert, "'no-data'", "'network-risk'"),
        vary("reasons are JSON", alert, "'[\"no-data\"]'", "'no-data'"),
        vary("what concerns no patient says what it concerns", alert, "(2, 1, ''", "(2, NULL, ''"),
        vary("a tier is at least 1", alert, "1, 1, 0,", "1, 0, 0,"),
        vary("an alert is presented at least once", alert, "1, 1, 0,", "0, 1, 0,"),
        vary("a put-off alert says until when", alert, "'open'", "'snoozed'"),
        vary("an open alert is not acknowledged", alert, "NULL, NULL, NULL", "6, 'me', NULL"),
        vary("an open alert is not cleared", alert, "NULL, NULL, NULL", "NULL, NULL, 6"),
        vary(
            "an acknowledged alert says when and by whom",
            alert("'acknowledged'", "6, 'me', NULL"), "6, 'me'", "NULL, NULL"),
        vary(
            "an acknowledgement has a person",
            alert("'acknowledged'", "6, 'me', NULL"), "'me'", "NULL"),
        vary(
            "a cleared alert says when",
            alert("'cleared'", "NULL, NULL, 6"), "NULL, 6", "NULL, NULL"),
        vary(
            "a cleared alert was raised before",
            alert("'cleared'", "NULL, NULL, 6"), "NULL, 6", "NULL, 4"),
        Refusal(
            "an alert keeps its time", "UPDATE alert SET $", legal: "state = 'cleared', cleared = 9",
            illegal: "raised = 4"),
        Refusal(
            "an alert keeps its reason", "UPDATE alert SET $", legal: "state = 'cleared', cleared = 9",
            illegal: "reason = 'network-risk'"),
        Refusal(
            "an acknowledged alert does not reopen by itself",
            """
            UPDATE alert SET state = 'acknowledged', acknowledged = 6, acknowledgedBy = 'me'; UPDATE alert SET $
            """, legal: "state = 'cleared', cleared = 9",
            illegal: "state = 'open', acknowledged = NULL, acknowledgedBy = NULL"),
        Refusal(
            "an alert keeps whether it alerts anybody", "UPDATE alert SET $",
            legal: "isShadow = isShadow + 0 WHERE id = 9",
            illegal: "isShadow = 1"),
        Refusal(
            "a cleared alert stays cleared", "UPDATE alert SET state = 'cleared', cleared = 9; $",
            legal: "SELECT 1", illegal: "UPDATE alert SET state = 'open', cleared = NULL"),
        Refusal(
            "evidence is never changed", "UPDATE alertEvidence SET evidence = '[]' WHERE alertID = $",
            legal: "9", illegal: "1"),
        Refusal("evidence is never deleted", "DELETE FROM alertEvidence WHERE alertID = $", legal: "9", illegal: "1"),
        Refusal(
            "evidence is JSON", "\(alert); INSERT INTO alertEvidence VALUES (2, $)", legal: "'{}'",
            illegal: "'because'"),
        Refusal("an alert with evidence is never deleted", "DELETE FROM alert WHERE id = $", legal: "9", illegal: "1"),
        Refusal(
            "an observation is never changed", "UPDATE observation SET value = 90 WHERE effective = $",
            legal: "9", illegal: "5"),
        Refusal(
            "an observation is never replaced", "INSERT OR REPLACE INTO patient VALUES ($, 'P1', NULL, 'male', NULL)",
            legal: "1", illegal: "2"),
        vary("a model is never replaced", replacing(model), "'b'", "'a'"),
        vary("an alert is never replaced", replacing(alert), "(2", "(1"),
        Refusal(
            "evidence is never replaced", "\(alert); INSERT OR REPLACE INTO alertEvidence VALUES ($, '{}')",
            legal: "2", illegal: "1"),
        Refusal(
            "reasons of quarantine are enumerated", "UPDATE quarantine SET reason = $", legal: "'framing'",
            illegal: "'odd'"),
        Refusal(
            "states of quarantine are enumerated", "UPDATE quarantine SET state = $", legal: "'replayed'",
            illegal: "'gone'"),
        Refusal("quarantine has a message", "UPDATE quarantine SET messageID = $", legal: "1", illegal: "9"),
        vary("an audit row has an actor", audit, "'me'", "''"),
        vary("an audit row has an action", audit, "'test'", "''"),
        vary("audit detail is JSON", audit, "'{}'", "'x'"),
        vary("an audit row has 32 bytes of hash", audit, "zeroblob(32)", "zeroblob(20)"),
        vary("an audit row continues the chain", audit, "(SELECT hash FROM audit)", "zeroblob(32)"),
        Refusal(
            "an audit row is never changed", "UPDATE audit SET actor = 'you' WHERE id = $", legal: "9",
            illegal: "1"),
        Refusal("an audit row is never deleted", "DELETE FROM audit WHERE id = $", legal: "9", illegal: "1"),
        vary(
            "an audit row is never replaced",
            """
            INSERT OR REPLACE INTO audit VALUES (2, 5, 'me', 'test', 's', '{}', (SELECT hash FROM audit), zeroblob(32))
            """, "(2, 5", "(1, 5"),
    ]

    @Test(arguments: refusals) func `the schema refuses what must not be`(_ refusal: Refusal) throws {
        let temporary = try TemporaryStore()
        try temporary.store.pool.writeWithoutTransaction { database in
            try database.execute(sql: SchemaTests.base)
            try database.inTransaction {
                try database.execute(sql: refusal.legal)
                return .rollback
            }
            let error = #expect(throws: DatabaseError.self) {
                try database.inTransaction {
                    try database.execute(sql: refusal.illegal)
                    return .commit
                }
            }
            // A wrong type, a broken constraint or a trigger; not a misspelt statement.
            #expect(error?.resultCode == .SQLITE_CONSTRAINT, "\(String(describing: error))")
        }
    }

    @Test func `every table of ours is strict`() throws {
        let temporary = try TemporaryStore()
        let loose = try temporary.store.pool.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main'
                        AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
                    """)
        }
        #expect(loose == [])
    }

    @Test func `every enumeration of the domain is storable`() async throws {
        let temporary = try TemporaryStore()
        for format in Delivery.Message.Format.allCases {
            try await temporary.store.append(.sample("\(format)", format: format))
        }
        for reason in QuarantineEntry.Reason.allCases {
            let entry = QuarantineEntry(reason: reason, place: "", found: "", hint: "")
            try await temporary.store.append(.sample("\(reason)", quarantine: [entry]))
        }
        for event in StayEvent.allCases {
            var delivery = Delivery.sample("\(event)", encounter: Encounter(visitNumber: "\(event)"))
            delivery.stayEvent = event
            try await temporary.store.append(delivery)
        }
        for sex in Sex.allCases { try await temporary.store.append(.sample("\(sex)", patient: "\(sex)", sex: sex)) }
        for status in Observation.Status.allCases {
            let outcome = try await temporary.store.append(
                .sample("\(status)", observations: [.sample(status: status)]))
            #expect(outcome.stored.map(\.status) == [status])
        }
        #expect(Observation.Status.byNumber.map(\.number) == [0, 1, 2, 3])
        #expect(Set(Observation.Status.byNumber) == Set(Observation.Status.allCases))
        for reason in Alert.Reason.allCases {
            let id = try await temporary.store.sampleStay(patient: "\(reason)")
            let alerts = try await temporary.store.record([
                AssessmentRecord(
                    encounterID: id, through: nil, assessments: [], decisions: [.raise(reason, .sample())])
            ])
            #expect(alerts.count == 1)
        }
    }

    @Test func `a version that is known is never replaced`() throws {
        let temporary = try TemporaryStore()
        try temporary.sql(SchemaTests.base)
        try temporary.sql(
            "INSERT OR REPLACE INTO observation VALUES (1, 1, 5, 1, 1, '', '', 6, 1, 80.5, 0, 'forged', 1)")
        try temporary.sql("INSERT INTO observation VALUES (1, 1, 5, 1, 1, '', '', 6, 1, 80.5, 0, 'forged', 1)")
        let originals = try temporary.store.pool.read {
            try String.fetchAll($0, sql: "SELECT original FROM observation")
        }
        #expect(originals == [""])
    }

    @Test func `the view shows values by name`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(
            .sample(
                "1", encounter: Encounter(visitNumber: "V1"),
                observations: [.sample(.bodyTemperature, 38.5, at: 1, code: "8310-5", original: "101.3 [degF]")]))
        let row = try temporary.store.pool.read { try Row.fetchOne($0, sql: "SELECT * FROM observationView") }
        #expect(row?["patient"] == "P1")
        #expect(row?["channel"] == "bodyTemperature")
        #expect(row?["unit"] == "Cel")
        #expect(row?["effective"] == "2026-01-01T01:00:00.000Z")
        #expect(row?["status"] == "final")
        #expect(row?["original"] == "101.3 [degF]")
    }
}
