import ClinicalDomain
import Foundation
import GRDB
import Migrations
import Testing

@testable import Store

@Suite struct MigrationTests {
    /// What version 1 held: two stays, one discharged, with versions, outcomes, an alert, quarantine and an audit row.
    static let content = """
        INSERT INTO source VALUES (1, 'MONITOR'), (2, 'LAB');
        INSERT INTO channel VALUES (1, 'heartRate', '/min'), (2, 'bodyTemperature', 'Cel');
        INSERT INTO code VALUES (1, '8867-4'), (2, '8310-5');
        INSERT INTO message VALUES (1, 'hl7v2', 1, x'01', x'4D5348', 5), (4, 'ndjson', 2, x'02', x'', 6);
        INSERT INTO patient VALUES (1, 'P1', '1950-02-28', 'female'), (2, 'P2', NULL, 'unknown');
        INSERT INTO encounter VALUES (1, 1, 'V1', 'ICU', '3-A-24', 1000, 9000, 1, 7000, 4, 4);
        INSERT INTO encounter VALUES (2, 2, '', 'WARD', '', NULL, NULL, 4, 8000, 4, 1);
        INSERT INTO encounter VALUES (3, 1, 'V3', '', '', NULL, NULL, 4, NULL, 0, 0);
        INSERT INTO observation VALUES (1, 1, 5000, 1, '', 6000, 1, 80.5, 1, '', 1),
            (1, 1, 5000, 1, '', 6500, 2, 81.25, 1, '', 4), (1, 2, 7000, 2, '2', 7000, 3, 38.55, 2, '101.39 [degF]', 4),
            (2, 1, 8000, 1, '', 8000, 0, 79, 1, '', 4);
        INSERT INTO outcome VALUES (1, 'death', 9, 1, NULL), (1, 'sepsis', 8, NULL, 'me');
        INSERT INTO alert VALUES (3, 1, 'news2', 'open', 5, NULL, NULL, NULL);
        INSERT INTO alert VALUES (4, 1, 'network-risk', 'cleared', 6, 7, 'nurse', 8);
        INSERT INTO alertEvidence VALUES (3, '{"news2":{"pulse":3,"temperature":1}}');
        INSERT INTO alertEvidence VALUES (4, '{"risk":{"model":"m","probability":0.5,"threshold":0.25}}');
        INSERT INTO quarantine VALUES (7, 1, 'implausible', 'OBX[1]-5', '999', 'expected', 5, 'waiting'),
            (9, 4, 'framing', '', '', '', 6, 'dismissed');
        INSERT INTO audit VALUES (1, 5, 'me', 'test', 's', '{}', zeroblob(32), x'\(String(repeating: "ab", count: 32))');
        """

    /// The columns of version 1, which every later version must give back as they were.
    static let columns = [
        "source": "*", "channel": "*", "code": "*", "message": "id, format, sourceID, identity, body, received",
        "patient": "id, identifier, birthDate, sex",
        "encounter": """
        id, patientID, visitNumber, unit, bed, admitted, discharged, firstMessageID, lastEffective, changedBy,
        assessedThrough
        """,
        "observation": """
        encounterID, channelID, effective, sourceID, subID, issued, status, value, codeID, original, messageID
        """,
        "outcome": "encounterID, name, at, messageID, labelledBy",
        "alert": "id, encounterID, reason, state, raised, acknowledged, acknowledgedBy, cleared", "alertEvidence": "*",
        "quarantine": "*", "audit": "*",
    ]

    private func dump(_ database: Database) throws -> [String: [String]] {
        try MigrationTests.columns.reduce(into: [:]) { result, table in
            let rows = try Row.fetchAll(database, sql: "SELECT \(table.value) FROM \(table.key)")
            result[table.key] = rows.map { row in row.map { "\($0.0)=\($0.1)" }.joined(separator: "|") }.sorted()
        }
    }

    /// A directory with a database as version 1 made it.
    private func withVersion1(_ body: (String, [String: [String]]) async throws -> Void) async throws {
        let directory = TemporaryStore.newDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("wardwatch.sqlite").path
        let queue = try DatabaseQueue(path: path)
        var migrator = DatabaseMigrator()
        let first = try #require(Migrations.all.first)
        migrator.registerMigration(first.name) { try $0.execute(sql: first.sql) }
        try migrator.migrate(queue)
        let before = try await queue.write { database in
            try database.execute(sql: MigrationTests.content)
            return try dump(database)
        }
        try queue.close()
        try await body(path, before)
    }

    @Test func `a database of version 1 keeps everything that it held`() async throws {
        try await withVersion1 { path, before in
            let store = try WardwatchStore(path: path, mode: .existing)
            #expect(before["observation"]?.count == 4)
            let after = try await store.read { try dump($0) }
            #expect(after == before)
            #expect(try await store.integrityProblems() == [])
            let history = try #require(try await store.history(of: EncounterID(rawValue: 1)))
            let temperature = try #require(history.observations.first { $0.key.channel == .bodyTemperature })
            #expect(
                temperature
                    == Observation(
                        key: Observation.Key(
                            channel: .bodyTemperature, effective: Instant(millisecondsSince1970: 7000), source: "LAB",
                            subID: "2"), code: "8310-5", value: 38.55, original: "101.39 [degF]",
                        status: .enteredInError, issued: Instant(millisecondsSince1970: 7000)))
            #expect(try await store.openEncounters().map(\.rawValue) == [2])
            #expect(try await store.unassessedEncounters().map(\.rawValue) == [2])
            let locations = try await store.read {
                try String.fetchAll(
                    $0,
                    sql: """
                        SELECT encounterID || ' ' || since || ' ' || coalesce(until, '…') || ' ' || unit || ' ' || bed
                            || ' ' || bedLabel
                        FROM stayLocation ORDER BY encounterID
                        """)
            }
            #expect(locations == ["1 1000 9000 ICU 3-A-24 24", "2 8000 … WARD  "])
        }
    }

    @Test func `alerts of version 4 are stories, and two of a patient in force become one`() async throws {
        try await withVersion1 { path, _ in
            let queue = try DatabaseQueue(path: path)
            try await queue.write {
                try $0.execute(sql: "INSERT INTO alert VALUES (7, 1, 'network-risk', 'open', 9, NULL, NULL, NULL)")
                // Acknowledged was the older alone.
                try $0.execute(
                    sql: "UPDATE alert SET state = 'acknowledged', acknowledged = 8, acknowledgedBy = 'n' WHERE id = 3")
            }
            try queue.close()
            let store = try WardwatchStore(path: path, mode: .existing)
            let alerts = try await store.alerts().sorted { $0.alert.id < $1.alert.id }
            #expect(alerts.map(\.alert.id) == [3, 4, 7])
            #expect(alerts.map(\.alert.state) == [.open, .cleared, .cleared])
            #expect(alerts.map(\.alert.reasons) == [[.news2, .networkRisk], [.networkRisk], [.networkRisk]])
            #expect(alerts[2].alert.clearing == .merged && alerts[0].news2Total == 4)
            #expect(alerts[0].news2IsPartial == true && alerts[0].alert.level.news2 == 4)
            #expect(alerts[0].alert.level.scored?.isEmpty == false, "what scored is taken from the evidence")
            #expect(alerts[1].alert.level.scored == nil)
            #expect(alerts[1].risk == NetworkRisk(model: "m", probability: 0.5, threshold: 0.25))
            #expect(try await store.integrityProblems() == [])
            let presented = alerts[0].alert.presented.secondsSince1970
            #expect(abs(presented - Date().timeIntervalSince1970) < 3600, "escalation counts from the migration")
            try await store.acknowledge(alertID: 3, by: "nurse")
            #expect(try await store.alerts(AlertFilter(states: [.acknowledged])).map(\.alert.id) == [3])
        }
    }

    @Test func `after the migration data go on where they were`() async throws {
        try await withVersion1 { path, _ in
            let store = try WardwatchStore(path: path, mode: .existing)
            let known = Observation(
                key: Observation.Key(
                    channel: .heartRate, effective: Instant(millisecondsSince1970: 8000), source: "MONITOR"),
                code: "8867-4", value: 79, status: .preliminary, issued: Instant(millisecondsSince1970: 8000))
            var newer = known
            (newer.value, newer.key.effective) = (90, Instant(millisecondsSince1970: 9500))
            let outcomes = try await store.append([
                .sample("a", patient: "P2", observations: [known, newer]),
                .sample("b", encounter: Encounter(visitNumber: "V1"), observations: [newer]),
            ])
            #expect(outcomes[0].stored == [newer] && outcomes[0].encounterID?.rawValue == 2)
            // The discharge was told in passing, as far as version 1 knew: a later value takes it back.
            #expect(outcomes[1].encounterChanged && outcomes[1].encounterID?.rawValue == 1)
            let stay = try #require(try await store.history(of: EncounterID(rawValue: 1))).encounter
            #expect(stay.discharged == nil && stay.admitted == Instant(millisecondsSince1970: 1000))
            #expect(stay.unit == "ICU" && stay.bed == "3-A-24")
            let quarantined = Delivery.sample(
                "c", quarantine: [QuarantineEntry(reason: .testMessage, place: "MSH-11", found: "T", hint: "")])
            try await store.append(quarantined)
            #expect(try await store.quarantine().map(\.id) == [10, 7], "no number is used twice")
        }
    }

    @Test func `a copy of what was there before is kept, opens, and is private`() async throws {
        try await withVersion1 { path, before in
            let store = try WardwatchStore(path: path, mode: .existing)
            let copy = "\(path).v001"
            #expect(store.upgradeCopy == copy)
            let queue = try DatabaseQueue(path: copy, configuration: WardwatchStore.configuration(mode: .readOnly))
            #expect(try await queue.read { try dump($0) } == before)
            let applied = try await queue.read {
                try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations")
            }
            #expect(applied == [Migrations.all.first?.name])
            try queue.close()
            let attributes = try FileManager.default.attributesOfItem(atPath: copy)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
            try store.close()
            // Gone back to, it migrates again; what is up to date is not copied.
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try FileManager.default.moveItem(atPath: copy, toPath: path)
            #expect(try WardwatchStore(path: path, mode: .existing).upgradeCopy == copy)
            #expect(try WardwatchStore(path: path, mode: .existing).upgradeCopy == nil)
            let files = try FileManager.default.contentsOfDirectory(
                atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
            #expect(!files.contains { $0.contains("partial") }, "\(files)")
        }
    }

    @Test func `where no copy can be kept, nothing is migrated`() async throws {
        try await withVersion1 { path, before in
            // The copy cannot take the place of a directory that is not empty.
            try FileManager.default.createDirectory(
                atPath: "\(path).v001/occupied", withIntermediateDirectories: true)
            let error = #expect(throws: StoreError.self) { try WardwatchStore(path: path, mode: .existing) }
            #expect(error.map { "\($0)".contains("\(path).v001") } == true, "\(String(describing: error))")
            let queue = try DatabaseQueue(path: path)
            #expect(try await queue.read { try dump($0) } == before)
            let files = try FileManager.default.contentsOfDirectory(
                atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
            #expect(!files.contains { $0.contains("partial") }, "\(files)")
        }
    }

    @Test func `a new database has no copy`() throws {
        let temporary = try TemporaryStore()
        #expect(temporary.store.upgradeCopy == nil)
    }

    @Test func `what version 1 forbade is still forbidden`() async throws {
        try await withVersion1 { path, _ in
            let store = try WardwatchStore(path: path, mode: .existing)
            await #expect(throws: StoreError.self) {
                try await store.write { try $0.execute(sql: "UPDATE observation SET value = 1") }
            }
        }
    }
}
