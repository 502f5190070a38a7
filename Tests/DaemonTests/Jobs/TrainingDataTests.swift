import ClinicalDomain
import Daemon
import Foundation
import Scoring
import Store
import Testing
import Training

struct TrainingDataTests {
    private func survey(_ store: WardwatchStore, clock: Bool = false) throws -> TrainingData.Survey {
        try TrainingData(store: store).survey(outcome: .deterioration, includesClock: clock) {
            $0.category == .vitalSign
        }
    }

    @Test func `the survey counts stays and outcomes and scales channels by the training patients alone`() async throws
    {
        let temporary = try await SimulatedHistory.store()
        let store = temporary.store
        let survey = try survey(store)
        var statistics = ChannelStatistics()
        var (stays, events) = (0, 0)
        try store.forEachHistory(where: .all, batchSize: 7) { histories in
            for history in histories {
                stays += 1
                if OutcomeDefinition.deterioration.firstEvent(in: history.outcomes) != nil { events += 1 }
                let part = PatientSplit(seed: TrainingData.seed).part(of: history.patient.identifier)
                if part == .training { statistics.add(history) }
            }
        }
        #expect(survey.stays == stays && survey.staysWithOutcome == events && events >= SurrogateOutcome.minimumEvents)
        #expect(survey.schema.channels == statistics.scaledChannels(levels: 8) { $0.category == .vitalSign })
        #expect(survey.schema.channels.allSatisfy { (2...9).contains($0.knots.count) } && survey.schema.fault == nil)
        #expect(!survey.isSurrogate && survey.outcome == .deterioration && !survey.schema.includesClock)
        #expect(try self.survey(store, clock: true).schema.includesClock)
    }

    @Test func `units are told apart if asked for, and if more than one is common enough`() async throws {
        let temporary = try await SimulatedHistory.store()
        var units = UnitStatistics()
        #expect(units.names() == [])
        try temporary.store.forEachHistory(where: .all, batchSize: 50) { histories in
            for history in histories { units.add(history) }
        }
        func schema(_ includesUnit: Bool) throws -> SequenceSchema {
            try TrainingData(store: temporary.store).survey(
                outcome: .deterioration, includesClock: false, includesUnit: includesUnit, accepts: { _ in true }
            ).schema
        }
        #expect(try schema(false).units == [])
        let seen = try schema(true)
        #expect(seen.units.count > 1 && Set(seen.units).isSubset(of: units.names(minimumShare: 0)) && seen.fault == nil)
        #expect(units.names(minimumShare: 1.1) == [])
    }

    @Test func `the digest is the same for the same history, whatever file it lies in`() async throws {
        let (one, two) = (try await SimulatedHistory.store(), try await SimulatedHistory.store())
        let digests = try [one, two].map { temporary in
            let survey = try survey(temporary.store)
            return TrainingData.digest(
                try TrainingData(store: temporary.store).sequences(outcome: survey.outcome, schema: survey.schema))
        }
        #expect(digests[0] == digests[1] && digests[0].count == 64)
    }

    @Test func `one more observation or one more outcome changes the digest`() async throws {
        let temporary = try await SimulatedHistory.store()
        let (survey, data) = (try survey(temporary.store), TrainingData(store: temporary.store))
        let before = try data.sequences(outcome: survey.outcome, schema: survey.schema)
        let well = Set(before.filter { !$0.labels.contains(true) }.map(\.encounterID))
        let stays = try await temporary.store.patients(PatientFilter(openOnly: false))
        let stay = try #require(stays.first { well.contains($0.encounterID) })
        let last = try #require(stay.lastEffective)
        func digest() throws -> String {
            TrainingData.digest(try data.sequences(outcome: survey.outcome, schema: survey.schema))
        }
        var digests = [try digest()]
        var delivery = Delivery.sample("new", [.heartRate: 155])
        delivery.subject = Delivery.Subject(patient: stay.patient, encounter: stay.encounter)
        delivery.observations[0].key.effective = last.advanced(bySeconds: 60)
        _ = try await temporary.store.append([delivery])
        digests.append(try digest())
        try await temporary.store.label(
            patient: stay.patient.identifier, outcome: OutcomeEvent(name: "death", at: last), by: "test")
        digests.append(try digest())
        #expect(Set(digests).count == 3)
    }

    @Test func `only the parts that are asked for are read`() async throws {
        let temporary = try await SimulatedHistory.store()
        let store = temporary.store
        let schema = try survey(store).schema
        let data = TrainingData(store: store)
        let all = try data.sequences(outcome: .deterioration, schema: schema)
        for part in PatientSplit.Part.allCases {
            let some = try data.sequences(outcome: .deterioration, schema: schema, parts: [part])
            #expect(some.map(\.encounterID) == all.filter { $0.part == part }.map(\.encounterID))
            #expect(some.allSatisfy { $0.part == part } && !some.isEmpty)
        }
    }

    @Test func `sequences of the surrogate are labelled by NEWS2`() async throws {
        let temporary = try await SimulatedHistory.store(.withoutOutcomes)
        let store = temporary.store
        let survey = try survey(store)
        let sequences = try TrainingData(store: store).sequences(outcome: survey.outcome, schema: survey.schema)
        #expect(sequences.contains { $0.labels.contains(true) })
        for sequence in sequences {
            let first = sequence.news2.firstIndex { $0 >= 7 }
            // Positive up to the event and not asked about afterwards.
            #expect(sequence.labels.lastIndex { $0 == true } == first)
            #expect(
                sequence.labels.firstIndex { $0 == nil } == first.flatMap { $0 + 1 < sequence.length ? $0 + 1 : nil })
        }
    }
}
