import ClinicalDomain
import GRDB
import Testing

@testable import Store

@Suite struct RetrainingRunTests {
    private func result(
        _ decision: RetrainingRun.Decision = .keep, promoted: String? = nil
    ) -> RetrainingRun.Result {
        RetrainingRun.Result(
            dataDigest: "ab", champion: nil, challenger: promoted, promoted: promoted, decision: decision,
            reason: "because", checks: #"[{"name":"x"}]"#,
            drift: [
                .init(measure: "calibrationSlope", value: 0.9),
                .init(measure: "populationStability", channel: "heartRate", value: 0.02),
            ])
    }

    private func register(_ name: String, _ store: WardwatchStore) async throws {
        try await store.registerModel(
            ModelEntry(
                name: name, outcome: "sepsis", network: "lstm", file: name, sha256: Array(repeating: 1, count: 32),
                trained: hour(1), seed: 1), by: "me")
    }

    @Test func `a run is read as it was noted, the newest first, and without a result until it has ended`() async throws
    {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        try await register("m", store)
        let first = try await store.beginRetraining(outcome: "sepsis", snapshot: 7, settings: "s")
        let second = try await store.beginRetraining(outcome: "death", snapshot: 8, settings: "t")
        #expect(try await store.retrainingRuns().map(\.id) == [second, first])
        #expect(try await store.retrainingRuns().allSatisfy { $0.result == nil && $0.ended == nil })
        try await store.endRetraining(first, outcome: "sepsis-surrogate", result(.promote, promoted: "m"))
        let run = try #require(try await store.retrainingRuns(model: "m").first)
        #expect(run.id == first && run.outcome == "sepsis-surrogate" && run.snapshot == 7 && run.settings == "s")
        #expect(run.result == result(.promote, promoted: "m") && run.ended != nil)
        #expect(try await store.retrainingRuns(outcome: "death").map(\.id) == [second])
        #expect(try await store.retrainingRuns(limit: 1).map(\.id) == [second])
    }

    @Test func `reference stays are fixed once`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let one = try await store.sampleStay(patient: "P1")
        let two = try await store.sampleStay(patient: "P2")
        let digest = Array(repeating: UInt8(7), count: 32)
        try await store.fixReferenceStays([one: digest], outcome: "sepsis")
        try await store.fixReferenceStays([two: digest], outcome: "sepsis")
        #expect(try await store.referenceStays(outcome: "sepsis") == [one: digest])
        #expect(try await store.referenceStays(outcome: "death").isEmpty)
    }

    @Test(arguments: [
        "UPDATE retrainingRun SET decision = 'perhaps', ended = started", "UPDATE retrainingRun SET decision = 'keep'",
        "UPDATE retrainingRun SET ended = started", "UPDATE retrainingRun SET checks = 'no'",
        "UPDATE retrainingRun SET ended = started - 1, decision = 'keep'",
        "UPDATE retrainingRun SET ended = started, decision = 'keep', promoted = 'm'",
        "INSERT INTO drift VALUES (9, 'x', '', 1)", "INSERT INTO drift VALUES (1, 'x', '', 9e999)",
        "INSERT INTO referenceStay VALUES ('sepsis', 1, x'01')",
    ]) func `the schema refuses`(_ sql: String) async throws {
        let temporary = try TemporaryStore()
        try await register("m", temporary.store)
        try await temporary.store.sampleStay()
        _ = try await temporary.store.beginRetraining(outcome: "sepsis", snapshot: 0, settings: "")
        #expect(throws: (any Error).self) { try temporary.sql(sql) }
    }

    @Test func `a frozen history stays as it was while others write`() async throws {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        try await store.sampleStay(patient: "P1")
        let frozen = try store.frozenHistory()
        let second = try await store.sampleStay(patient: "P2")
        func patients(_ walk: (HistoryFilter, Int, ([EncounterHistory]) throws -> Void) throws -> Void) throws
            -> [String]
        {
            var patients: [String] = []
            try walk(.all, 10) { patients += $0.map(\.patient.identifier) }
            return patients
        }
        #expect(try patients { try frozen.forEachHistory(where: $0, batchSize: $1, $2) } == ["P1"])
        #expect(try patients { try store.forEachHistory(where: $0, batchSize: $1, $2) } == ["P1", "P2"])
        #expect(frozen.newestMessageID == 1)
        #expect(try frozen.encounters(openedAfter: 0) == [EncounterID(rawValue: 1)])
        #expect(try store.frozenHistory().encounters(openedAfter: 1) == [second])
        #expect(try frozen.stays(withOutcome: ["sepsis"]) == 0)
        #expect(try frozen.newestMessageID(receivedBy: hour(-1)) == 0)
        #expect(try frozen.newestMessageID(receivedBy: hour(1)) == 1)
        #expect(try frozen.newestEffective() == hour(0))
    }

    @Test func `messages with refused values are counted on both sides of a message`() async throws {
        let temporary = try TemporaryStore()
        defer { withExtendedLifetime(temporary) {} }
        let store = temporary.store
        func entry(_ reason: QuarantineEntry.Reason) -> QuarantineEntry {
            QuarantineEntry(reason: reason, place: "p", found: "f", hint: "")
        }
        try await store.append(.sample("a", quarantine: [entry(.implausible), entry(.unknownUnit)]))
        try await store.append(.sample("b", quarantine: [entry(.unparseable)]))
        try await store.append(.sample("c", quarantine: [entry(.notNumeric)]))
        let refusals = try store.frozenHistory().refusals(after: 2)
        #expect(refusals.before == .init(messages: 2, refused: 1) && refusals.after == .init(messages: 1, refused: 1))
    }
}
