import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Simulation
import Store
import Synchronization
import Testing
import Training

/// Nights on simulated history, from the database to the database.
struct NightlyRetrainingJobTests {
    /// A ward's past with a champion that was trained on it; made once, copied often.
    private static let base = Task {
        let temporary = try TemporaryStore()
        try await append(to: temporary, patients: 300, first: 1, seed: 5) { $0 }
        _ = try await run(temporary)
        try await temporary.store.checkpoint()
        try temporary.store.close()
        return temporary
    }

    private static func append(
        to temporary: TemporaryStore, patients: Int, first: Int, seed: UInt64,
        change: (SimulatedEvent) -> SimulatedEvent
    ) async throws {
        var configuration = SimulationConfiguration.history(patients: patients, seed: seed, firstPatientNumber: first)
        configuration.stays = .turnover(hours: 24...48)
        (configuration.deterioratingShare, configuration.adverseEventShare) = (0.6, 0.9)
        let events = WardSimulation(configuration: configuration).events().map(change)
        _ = try await temporary.store.append(
            events.enumerated().map { Delivery($1, number: first * 1_000_000 + $0) })
    }

    private static func request(
        nightly: Bool = true, epochs: Int = 4, outcome: OutcomeDefinition = .deterioration
    ) -> RetrainingJob.Request {
        var request = RetrainingJob.Request(
            outcome: outcome, networks: [.elman],
            options: TrainingOptions(
                hiddenSize: 6, maximumEpochs: epochs, patience: epochs, batchSize: 16, learningRate: 0.01, seed: 1),
            includesClock: false, vitalSignsOnly: true, promotion: .auto, deadline: nil, actor: "night")
        request.isNightly = nightly
        return request
    }

    private static func run(
        _ temporary: TemporaryStore, _ request: RetrainingJob.Request = request()
    ) async throws -> (entries: [ModelEntry], events: [RetrainingJob.Event]) {
        let events = Mutex<[RetrainingJob.Event]>([])
        let entries = try await RetrainingJob(store: temporary.store, models: temporary.models, now: { hour(1000) })
            .run(request) { event in events.withLock { $0.append(event) } }
        return (entries, events.withLock { $0 })
    }

    /// A copy of the base with more patients, whose events are changed on their way in.
    private func night(
        patients: Int = 150, change: (SimulatedEvent) -> SimulatedEvent = { $0 }
    ) async throws -> TemporaryStore {
        let base = try await Self.base.value
        let temporary = try TemporaryStore(copyOf: base.store.path)
        try FileManager.default.copyItem(at: base.models.url, to: temporary.models.url)
        try await Self.append(to: temporary, patients: patients, first: 5001, seed: 6, change: change)
        return temporary
    }

    private func lastResult(_ temporary: TemporaryStore) async throws -> RetrainingRun.Result {
        try #require(try await temporary.store.retrainingRuns().first?.result)
    }

    private static func decisions(_ events: [RetrainingJob.Event]) -> [GateDecision] {
        events.compactMap { if case .checked(let decision) = $0 { decision } else { nil } }
    }

    @Test func `a clean night puts something newer into use, with its lineage, and rolling back works`() async throws {
        let temporary = try await night()
        let (entries, events) = try await Self.run(temporary)
        let result = try await lastResult(temporary)
        let decision = try #require(Self.decisions(events).first)
        #expect(result.decision != .keep, "\(result.reason)")
        let promoted = try #require(result.promoted)
        #expect(result.champion == "deterioration-elman-1" && result.dataDigest.count == 64)
        #expect(try JSONDecoder().decode([GateCheck].self, from: Data(result.checks.utf8)) == decision.checks)
        #expect(Set(decision.checks.map(\.topic)).isSuperset(of: [.inputs, .outcome, .mix, .champion, .challenger]))
        #expect(result.drift.contains { $0.channel == "heartRate" && $0.value >= 0 && $0.value < 0.1 })
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == promoted)

        let model = try temporary.models.load(try #require(entries.first { $0.name == promoted }))
        let lineage = try #require(model.provenance.lineage)
        let newest = try await temporary.store.newestMessageID()
        #expect(lineage.build == Version.text && lineage.snapshot == newest)
        #expect(lineage.parent == (lineage.origin == .scratch ? nil : "deterioration-elman-1"))

        // What was rolled back does not come back by itself.
        _ = try await temporary.store.rollback(outcome: "deterioration", reason: "test", by: "test")
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == "deterioration-elman-1")
        let again = try await Self.run(temporary)
        #expect(again.entries.isEmpty)
        let kept = try await lastResult(temporary)
        #expect(kept.decision == .keep && kept.reason.contains("those of run"))
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == "deterioration-elman-1")
    }

    @Test func `a model from elsewhere is compared on the stays of this place, whatever messages it has seen`()
        async throws
    {
        let base = try await Self.base.value
        let known = try TemporaryStore(copyOf: base.store.path)
        let champion = try #require(try await known.store.activeModel(outcome: "deterioration"))
        var model = try base.models.load(champion)
        model.name = "elsewhere"
        model.provenance.lineage?.snapshot = 3
        let temporary = try TemporaryStore()
        let path = temporary.directory.appendingPathComponent("model.safetensors").path
        try Data(model.fileBytes()).write(to: URL(fileURLWithPath: path))
        _ = try await ModelAdoption(store: temporary.store, directory: temporary.models).adopt(path: path, by: "test")
        try await temporary.store.promote(name: "elsewhere", reason: "test", by: "test")
        // Temperatures of this place are others: to a champion of this place that would be a damaged night.
        try await Self.append(
            to: temporary, patients: 300, first: 9001, seed: 12, change: Self.scaling(.bodyTemperature, by: 1.04))
        let (_, events) = try await Self.run(temporary)
        let decision = try #require(Self.decisions(events).first)
        #expect(!decision.reason.contains("do not look right") && !decision.reason.contains("are needed to judge"))
        #expect(decision.checks.contains { $0.topic == .challenger && $0.verdict != .notMeasured })
    }

    @Test func `a champion that was cross-fitted here is measured by the networks that left a patient out`()
        async throws
    {
        let temporary = try TemporaryStore()
        try await Self.append(to: temporary, patients: 300, first: 1, seed: 5) { $0 }
        var request = Self.request(nightly: false)
        request.split = PatientSplit(seed: TrainingData.seed, crossFoldCount: 3, hasTest: false)
        let trained = try await Self.run(temporary, request).entries
        let model = try temporary.models.load(try #require(trained.first))
        #expect(model.folds == [1, 2, 3] && model.networkName == "elman")
        // Held-out stays are all that trained, and their figures those of the training.
        let row = try #require(try EvaluationJob(store: temporary.store).run(models: [model], part: .validation).first)
        #expect(row.figures.stays == model.provenance.patients[0])
        #expect(row.figures.auroc == model.provenance.metrics["validation.auroc"])
        // A gate cannot judge what learns from its reference patients.
        await #expect(throws: TrainingError.splitWithoutGate) { try await Self.run(temporary, request) }
        let all = try #require(try EvaluationJob(store: temporary.store).run(models: [model], part: nil).first)
        #expect(all.figures.auroc != row.figures.auroc)
        try await Self.append(to: temporary, patients: 150, first: 5001, seed: 6) { $0 }
        let (_, events) = try await Self.run(temporary)
        let decision = try #require(Self.decisions(events).first)
        #expect(decision.checks.contains { $0.topic == .challenger && $0.verdict != .notMeasured })
        #expect(!decision.checks.contains { $0.topic == .recalibrated })
    }

    @Test func `two nights on the same history come to the same bits`() async throws {
        var digests: [[[UInt8]]] = []
        for _ in 0..<2 {
            let temporary = try await night()
            digests.append(try await Self.run(temporary).entries.map(\.sha256))
        }
        #expect(digests[0] == digests[1] && !digests[0].isEmpty)
    }

    /// A way to damage the events of a night, and the topic of a check that must notice it.
    struct Poison: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let topic: GateCheck.Topic
        let change: @Sendable (SimulatedEvent) -> SimulatedEvent
    }

    private static func scaling(
        _ channel: ChannelID, by factor: Double,
        where applies: @escaping @Sendable (SimulatedEvent) -> Bool = { _ in true }
    ) -> @Sendable (SimulatedEvent) -> SimulatedEvent {
        { event in
            guard applies(event) else { return event }
            return SimulatedEvent(
                at: event.at, subject: event.subject,
                observations: event.observations.map { observation in
                    var changed = observation
                    if changed.key.channel == channel { changed.value *= factor }
                    return changed
                }, outcomes: event.outcomes)
        }
    }

    static let poisons: [Poison] = [
        Poison(testDescription: "no outcomes", topic: .outcome) { event in
            SimulatedEvent(at: event.at, subject: event.subject, observations: event.observations)
        },
        Poison(testDescription: "an outcome in every stay", topic: .outcome) { event in
            SimulatedEvent(
                at: event.at, subject: event.subject, observations: event.observations,
                outcomes: event.outcomes + [OutcomeEvent(name: "death", at: event.at)])
        },
        Poison(
            testDescription: "temperature in another unit", topic: .inputs,
            change: scaling(.bodyTemperature, by: 1.1)),
        Poison(
            testDescription: "heart rates of women halved", topic: .inputs,
            change: scaling(.heartRate, by: 0.5) { $0.subject.patient.sex == .female }),
        Poison(testDescription: "another site's unit", topic: .mix) { event in
            var subject = event.subject
            subject.encounter.unit = "ELSEWHERE"
            return SimulatedEvent(
                at: event.at, subject: subject, observations: event.observations, outcomes: event.outcomes)
        },
    ]

    @Test(arguments: poisons) func `a poisoned night changes nothing, and says what is wrong`(
        _ poison: Poison
    ) async throws {
        let temporary = try await night(change: poison.change)
        let (entries, events) = try await Self.run(temporary)
        #expect(entries.isEmpty)
        let decision = try #require(Self.decisions(events).first)
        #expect(decision.verdict == .keep)
        #expect(decision.failures.contains { $0.topic == poison.topic }, "\(decision.reason)")
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == "deterioration-elman-1")
        #expect(try await temporary.store.audit(limit: 1).first?.action == "model.keep")
    }

    @Test func `a challenger that learnt nothing is refused, and the champion is calibrated again`() async throws {
        let temporary = try await night()
        var request = Self.request(nightly: false, epochs: 1)
        request.options.learningRate = 1e-9
        let (entries, _) = try await Self.run(temporary, request)
        let result = try await lastResult(temporary)
        #expect(result.decision == .recalibrate, "\(result.reason)")
        let promoted = try #require(entries.first { $0.name == result.promoted })
        let champion = try #require(try await temporary.store.model(named: "deterioration-elman-1"))
        let (new, old) = (try temporary.models.load(promoted), try temporary.models.load(champion))
        #expect(new.networks.map(\.parameters) == old.networks.map(\.parameters))
        #expect(new.provenance.lineage?.origin == .recalibration && promoted.parent == champion.name)
    }

    @Test func `reference stays that were changed are noticed`() async throws {
        let temporary = try await night()
        let references = try await temporary.store.referenceStays(outcome: "deterioration")
        #expect(references.count > 30)
        for id in references.keys.sorted().prefix(references.count / 10) {
            let stay = try #require(try await temporary.store.history(of: id))
            let late = Observation(
                key: Observation.Key(
                    channel: .heartRate, effective: stay.observations[0].key.effective, source: "late"),
                code: "", value: 88, issued: hour(2000))
            _ = try await temporary.store.append([
                Delivery(
                    message: Delivery.Message(
                        format: .ndjson, source: "late", identity: Array("late \(id)".utf8), body: [], received: hour(1)
                    ),
                    subject: Delivery.Subject(patient: stay.patient, encounter: stay.encounter), observations: [late])
            ])
        }
        _ = try await Self.run(temporary)
        let result = try await lastResult(temporary)
        #expect(result.decision == .keep && result.reason.contains("changed stays"), "\(result.reason)")
    }

    @Test func `a few new stays are waited with`() async throws {
        let temporary = try await night(patients: 20)
        _ = try await Self.run(temporary)
        let result = try await lastResult(temporary)
        #expect(result.decision == .keep && result.reason.contains("only 20 stays"), "\(result.reason)")
    }

    @Test func `where memory is short the oldest stays are left out, and it is said`() async throws {
        let temporary = try await night()
        var request = Self.request()
        request.maximumBytes = (320 << 20) + (1 << 20)
        let (_, events) = try await Self.run(temporary, request)
        let leftOut = events.compactMap { if case .leftOut(let stays) = $0 { stays } else { nil } }.first
        let encoded = events.compactMap { if case .encoded(let stays, _) = $0 { stays } else { nil } }.first
        #expect(try #require(leftOut) > 0)
        #expect(try #require(leftOut) + (try #require(encoded)) == 450)
    }

    @Test func `the surrogate outcome goes through the same gate`() async throws {
        let temporary = try await SimulatedHistory.store(.withoutOutcomes)
        _ = try await Self.run(temporary)
        #expect(try await lastResult(temporary).decision == .promote)
        try await Self.append(to: temporary, patients: 80, first: 7001, seed: 8) { event in
            SimulatedEvent(at: event.at, subject: event.subject, observations: event.observations)
        }
        let (_, events) = try await Self.run(temporary)
        let run = try #require(try await temporary.store.retrainingRuns().first)
        #expect(run.outcome == "deterioration-surrogate" && run.result != nil)
        #expect(Self.decisions(events).first?.checks.contains { $0.name == "prevalence" } == true)
    }
}
