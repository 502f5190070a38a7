import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct AppendTests {
    @Test func `a repeated message is stored once`() async throws {
        let temporary = try TemporaryStore()
        let delivery = Delivery.sample(
            "1", observations: [.sample()], outcomes: [OutcomeEvent(name: "death", at: hour(9))])
        let first = try await temporary.store.append(delivery)
        let again = try await temporary.store.append(delivery)
        #expect(!first.isRepetition)
        #expect(first.stored == delivery.observations)
        #expect(first.outcomes == delivery.outcomes)
        #expect(again.isRepetition)
        #expect(again.stored == [])
        #expect(again.messageID == first.messageID)
        #expect(try temporary.count("message") == 1)
        #expect(try temporary.count("observation") == 1)
        #expect(try temporary.count("outcome") == 1)
    }

    @Test func `a message repeated within one call is stored once`() async throws {
        let temporary = try TemporaryStore()
        let delivery = Delivery.sample("1", observations: [.sample()])
        let outcomes = try await temporary.store.append([delivery, delivery])
        #expect(outcomes.map(\.isRepetition) == [false, true])
        #expect(try temporary.count("observation") == 1)
    }

    @Test func `a value repeated by another message is stored once`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", observations: [.sample()]))
        let again = try await temporary.store.append(
            .sample("2", observations: [.sample(), .sample(.heartRate, 81, issued: 1)]))
        #expect(!again.isRepetition)
        #expect(again.stored.map(\.value) == [81])
        #expect(try temporary.count("observation") == 2)
    }

    @Test func `corrections are further versions and nothing is overwritten`() async throws {
        let temporary = try TemporaryStore()
        let versions: [Observation] = [
            .sample(.heartRate, 80, issued: 0, status: .preliminary), .sample(.heartRate, 82, issued: 1),
            .sample(.heartRate, 84, issued: 2, status: .corrected),
            .sample(.heartRate, 84, issued: 3, status: .enteredInError),
        ]
        for (index, version) in versions.reversed().enumerated() {
            try await temporary.store.append(.sample("\(index)", observations: [version]))
        }
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(Set(history.observations) == Set(versions))
        #expect(history.observations.max { $0.precedence < $1.precedence }?.status == .enteredInError)
    }

    @Test func `what is read is what was stored`() async throws {
        let temporary = try TemporaryStore()
        let observations: [Observation] = [
            .sample(
                .bodyTemperature, 38.55, at: -3, issued: 0.25, source: "LAB", subID: "2", code: "8310-5",
                original: "101.39 [degF]"),
            .sample(.heartRate, 0, at: 1_000_000, source: "", code: ""),
            .sample(ChannelID("baseExcess"), -12.75, code: "11555-0"),
        ]
        let encounter = Encounter(visitNumber: "V1", unit: "ICU", bed: "4-2", admitted: hour(-1), discharged: hour(99))
        let delivery = Delivery.sample(
            "1", birthDate: CivilDate(year: 1950, month: 2, day: 28), sex: .female, encounter: encounter,
            observations: observations, outcomes: [OutcomeEvent(name: "icu-transfer", at: hour(3))])
        let id = try #require(try await temporary.store.append(delivery).encounterID)
        let history = try #require(try await temporary.store.history(of: id))
        #expect(history.id == id)
        #expect(history.patient == delivery.subject?.patient)
        #expect(history.encounter == encounter)
        #expect(Set(history.observations) == Set(observations))
        #expect(history.outcomes == delivery.outcomes)
        let message = try #require(try await temporary.store.message(id: 1))
        #expect(message.body == delivery.message.body)
        #expect(message.identity == delivery.message.identity)
        #expect(message.received == delivery.message.received)
    }

    @Test func `a delivery without a subject keeps the message and its quarantine`() async throws {
        let temporary = try TemporaryStore()
        var delivery = Delivery.sample(
            "1", quarantine: [QuarantineEntry(reason: .unparseable, place: "MSH", found: "MSX", hint: "expected MSH")])
        delivery.subject = nil
        let outcome = try await temporary.store.append(delivery)
        #expect(outcome.encounterID == nil)
        #expect(outcome.quarantined == 1)
        #expect(try temporary.count("message") == 1)
        #expect(try temporary.count("patient") == 0)
        #expect(try await temporary.store.quarantine().map(\.entry) == delivery.quarantine)
    }

    @Test func `data without a patient go to quarantine`() async throws {
        let temporary = try TemporaryStore()
        let outcome = try await temporary.store.append(.sample("1", patient: "", observations: [.sample()]))
        #expect(outcome.quarantined == 1)
        #expect(try await temporary.store.quarantine().map(\.entry.reason) == [.missingPatient])
        #expect(try temporary.count("patient") == 0)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a value that is not finite goes to quarantine and the rest is kept`(_ value: Double) async throws {
        let temporary = try TemporaryStore()
        let outcome = try await temporary.store.append(
            .sample("1", observations: [.sample(.heartRate, value), .sample(.heartRate, 80, at: 1)]))
        #expect(outcome.stored.map(\.value) == [80])
        #expect(try await temporary.store.quarantine().map(\.entry.reason) == [.notNumeric])
    }

    @Test func `a channel outside the table goes to quarantine`() async throws {
        let temporary = try TemporaryStore()
        let outcome = try await temporary.store.append(.sample("1", observations: [.sample(ChannelID("mood"), 3)]))
        #expect(outcome.stored == [])
        #expect(try await temporary.store.quarantine().map(\.entry.found) == ["mood"])
    }

    @Test func `one refused delivery undoes the whole call and numbers that were rolled back are forgotten`()
        async throws
    {
        let temporary = try TemporaryStore()
        let good = Delivery.sample("1", source: "NEW", observations: [.sample(source: "NEW", code: "new")])
        var bad = Delivery.sample("2", observations: [.sample()])
        bad.message.identity = []
        await #expect(throws: StoreError.self) { try await temporary.store.append([good, bad]) }
        for table in ["message", "patient", "encounter", "observation", "source", "code", "channel"] {
            #expect(try temporary.count(table) == 0, "\(table)")
        }
        // Another name takes the number that was rolled back; a remembered number would now be wrong.
        try await temporary.store.append(
            .sample("3", patient: "P3", source: "OTHER", observations: [.sample(code: "other")]))
        let id = try #require(try await temporary.store.append(good).encounterID)
        let history = try #require(try await temporary.store.history(of: id))
        #expect(history.observations == good.observations)
    }

    @Test func `a channel whose unit changed is refused`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(.sample("1", observations: [.sample()]))
        try temporary.sql("UPDATE channel SET unit = 'Hz'")
        let reopened = try WardwatchStore(path: temporary.path, mode: .existing)
        await #expect(throws: StoreError.unitChanged(channel: "heartRate", stored: "Hz", expected: "/min")) {
            try await reopened.append([.sample("2", observations: [.sample(.heartRate, 90)])])
        }
    }

    @Test func `two stores on one file agree on the numbers of names`() async throws {
        let temporary = try TemporaryStore()
        let other = try WardwatchStore(path: temporary.path, mode: .existing)
        for index in 0..<20 {
            let store = index.isMultiple(of: 2) ? temporary.store : other
            try await store.append(
                .sample(
                    "\(index)", source: "S\(index / 3)",
                    observations: [.sample(at: Double(index), source: "S\(index / 3)", code: "C\(index / 3)")]))
        }
        let history = try #require(try await other.history(of: EncounterID(rawValue: 1)))
        #expect(history.observations.count == 20)
        for observation in history.observations {
            let index = Int(observation.key.effective.hours(since: hour(0)))
            #expect(observation.key.source == "S\(index / 3)")
            #expect(observation.code == "C\(index / 3)")
        }
    }

    @Test func `an empty call stores nothing`() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.append([]).isEmpty)
    }

    @Test func `the order of arrival does not change what is stored`() async throws {
        var random = SystemRandomNumberGenerator()
        let deliveries = (0..<30).map { index in
            Delivery.sample(
                "\(index)", patient: "P\(index % 3)",
                observations: (0..<5).map {
                    .sample(.heartRate, Double(60 + $0), at: Double(index % 7), issued: Double(index % 4))
                })
        }
        func stored(_ deliveries: [Delivery]) async throws -> [String: Set<Observation>] {
            let temporary = try TemporaryStore()
            _ = try await temporary.store.append(deliveries)
            var result: [String: Set<Observation>] = [:]
            try temporary.store.forEachHistory(where: .all, batchSize: 10) { batch in
                for history in batch { result[history.patient.identifier] = Set(history.observations) }
            }
            return result
        }
        let expected = try await stored(deliveries)
        for _ in 0..<3 { #expect(try await stored(deliveries.shuffled(using: &random)) == expected) }
    }

    @Test func `results told apart by code, order, sub-identifier, time or sender are corrected one by one`()
        async throws
    {
        let temporary = try TemporaryStore()
        let results: [Observation] = [
            .sample(), .sample(code: "X"), .sample(order: "2"), .sample(subID: "2"), .sample(at: 1),
            .sample(source: "LAB"),
        ]
        try await temporary.store.append(.sample("1", observations: results))
        for (index, result) in results.enumerated() {
            var correction = result
            (correction.value, correction.status, correction.issued) = (90, .corrected, hour(2))
            try await temporary.store.append(.sample("correction \(index)", observations: [correction]))
            let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
            let winners = Dictionary(grouping: history.observations, by: \.key).compactMapValues { versions in
                versions.max { $0.precedence < $1.precedence }
            }
            #expect(winners.count == results.count)
            #expect(winners.values.count { $0.value == 90 } == index + 1)
            #expect(winners[result.key]?.value == 90)
        }
    }

    @Test func `a rank is kept, and one out of range is brought into it`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.append(
            .sample("1", observations: [.sample(at: 0, rank: 5), .sample(at: 1, rank: 12), .sample(at: 2, rank: -1)]))
        let history = try #require(try await temporary.store.history(of: EncounterID(rawValue: 1)))
        #expect(history.observations.map(\.rank) == [5, 9, 0])
    }
}
