import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Store
import Synchronization
import Testing
import Training

struct RetrainingJobTests {
    private func request(
        _ networks: [CellKind] = [.elman], promotion: RetrainingJob.Promotion = .auto, epochs: Int = 1,
        seed: UInt64 = 1,
        deadline: ContinuousClock.Instant? = nil
    ) -> RetrainingJob.Request {
        RetrainingJob.Request(
            outcome: .deterioration, networks: networks,
            options: TrainingOptions(hiddenSize: 4, maximumEpochs: epochs, patience: epochs, batchSize: 16, seed: seed),
            includesClock: false, vitalSignsOnly: true, promotion: promotion, deadline: deadline, actor: "test")
    }

    /// What a run returned and what it told on its way.
    private struct Result {
        var entries: [ModelEntry]
        var events: [RetrainingJob.Event]

        var decision: (promoted: String?, reason: String)? {
            for case .decided(let promoted, let reason) in events { return (promoted, reason) }
            return nil
        }

        var survey: TrainingData.Survey? {
            for case .surveyed(let survey) in events { return survey }
            return nil
        }
    }

    private func run(
        _ temporary: TemporaryStore, _ request: RetrainingJob.Request, at time: Double = 0
    ) async throws -> Result {
        let events = Mutex<[RetrainingJob.Event]>([])
        let entries = try await RetrainingJob(store: temporary.store, models: temporary.models, now: { hour(time) })
            .run(request) { event in events.withLock { $0.append(event) } }
        return Result(entries: entries, events: events.withLock { $0 })
    }

    @Test func `four networks and their ensemble are registered and the best is promoted; names count up`() async throws
    {
        let temporary = try await SimulatedHistory.store()
        let first = try await run(temporary, request(NetworkTrainer.standardKinds))
        let names = (NetworkTrainer.standardKinds.map(\.rawValue) + ["ensemble"]).map { "deterioration-\($0)-1" }
        #expect(Set(first.entries.map(\.name)) == Set(names))
        #expect(first.events.count { if case .epoch = $0 { true } else { false } } == 4)
        #expect(first.survey?.isSurrogate == false && first.survey?.stays == 80)
        for entry in first.entries {
            let model = try temporary.models.load(entry)
            #expect(
                model.name == entry.name && model.outcome == .deterioration
                    && entry.network == model.networkName)
            #expect(model.schema.channels.count > 3 && entry.trained == hour(0) && entry.seed == 1)
            #expect(entry.metrics.contains("validation.auprc"))
        }
        let promoted = try #require(first.decision?.promoted)
        let scores = try first.entries.map { try temporary.models.load($0).provenance.metrics["validation.auprc"] ?? 0 }
        let best = try temporary.models.load(try #require(first.entries.first { $0.name == promoted }))
        #expect(best.provenance.metrics["validation.auprc"] == scores.max())
        #expect(try await temporary.store.activeModel(outcome: "deterioration")?.name == promoted)

        let ensemble = try temporary.models.load(try #require(first.entries.first { $0.network == "ensemble" }))
        let single = try first.entries.filter { $0.network != "ensemble" }.map { try temporary.models.load($0) }
        #expect(
            Set(ensemble.networks.map(\.parameters)) == Set(single.map { $0.networks[0].parameters })
                && ensemble.networks.count == 4)

        let second = try await run(temporary, request([.lstm], promotion: .never), at: 1)
        #expect(second.entries.map(\.name) == ["deterioration-lstm-2"])
        #expect(try await temporary.store.models().count == 6)
    }

    @Test func `the same history and seed give the same bytes, and another seed others`() async throws {
        let (one, two) = (try await SimulatedHistory.store(), try await SimulatedHistory.store())
        let first = try await run(one, request([.lstm, .jordan]))
        let again = try await run(two, request([.lstm, .jordan]))
        #expect(first.entries.map(\.sha256) == again.entries.map(\.sha256))
        let alone = try await SimulatedHistory.store()
        let jordan = try await run(alone, request([.jordan])).entries.map(\.sha256)
        #expect(jordan == first.entries.filter { $0.network == "jordan" }.map(\.sha256))
        let other = try await run(try await SimulatedHistory.store(), request([.jordan], seed: 2))
        #expect(other.entries.map(\.sha256) != jordan)
    }

    @Test func `never promotes nothing, always the best, auto what the gate lets through`() async throws {
        let temporary = try await SimulatedHistory.store()
        let never = try await run(temporary, request(promotion: .never))
        #expect(never.decision?.promoted == nil && never.entries.map(\.state) == [.candidate])
        #expect(try await temporary.store.activeModel(outcome: "deterioration") == nil)

        let auto = try await run(temporary, request(promotion: .auto, epochs: 4))
        #expect(auto.decision?.promoted == "deterioration-elman-2" && auto.entries.map(\.state) == [.active])

        // The same training again has seen nothing newer, and is not better than itself.
        let same = try await run(temporary, request(promotion: .auto, epochs: 4))
        #expect(same.decision?.promoted == nil)
        #expect(same.decision?.reason.contains("deterioration-elman-2 stays") == true)

        let always = try await run(temporary, request(promotion: .always, epochs: 1))
        #expect(always.decision?.promoted == "deterioration-elman-4")
        let states = Dictionary(uniqueKeysWithValues: try await temporary.store.models().map { ($0.name, $0.state) })
        #expect(states["deterioration-elman-2"] == .retired && states["deterioration-elman-4"] == .active)
        #expect(states["deterioration-elman-3"] == .candidate)
    }

    @Test func `a champion whose file is damaged is replaced`() async throws {
        let temporary = try await SimulatedHistory.store()
        _ = try await run(temporary, request(epochs: 2))
        try temporary.write("models/deterioration-elman-1/model.safetensors", "damaged")
        #expect(try await run(temporary, request(epochs: 1)).decision?.promoted == "deterioration-elman-2")
    }

    @Test func `where outcomes are missing the surrogate is learnt, and its name says so`() async throws {
        let temporary = try await SimulatedHistory.store(.withoutOutcomes)
        let result = try await run(temporary, request([.lstm]))
        let survey = try #require(result.survey)
        #expect(survey.isSurrogate && survey.staysWithOutcome == 0)
        let entry = try #require(result.entries.first)
        #expect(entry.name == "deterioration-surrogate-lstm-1" && entry.outcome == "deterioration-surrogate")
        #expect(try temporary.models.load(entry).outcome == SurrogateOutcome.definition(replacing: .deterioration))
        #expect(result.decision?.promoted == entry.name)
    }

    @Test func `at the deadline what was reached is kept, also when some networks never had their turn`() async throws {
        let temporary = try await SimulatedHistory.store()
        // How long the first epoch takes depends on what else the machine does; give more until it fits.
        for seconds in [2, 4, 8, 16, 32] {
            do {
                let result = try await run(
                    temporary, request(NetworkTrainer.standardKinds, epochs: 10_000, deadline: .now + .seconds(seconds))
                )
                #expect(!result.entries.isEmpty && result.decision?.promoted != nil)
                return
            } catch TrainingError.interrupted {}
        }
        Issue.record("no epoch fitted into 32 seconds")
    }

    @Test func `a deadline before the first epoch is an error, and nothing is registered`() async throws {
        let temporary = try await SimulatedHistory.store()
        let error = await #expect(throws: TrainingError.self) {
            try await run(temporary, request(deadline: .now))
        }
        #expect(error == .interrupted(network: "elman"))
        #expect(try await temporary.store.models().isEmpty)
    }

    @Test func `an empty database is an error that says what to do`() async throws {
        let error = await #expect(throws: TrainingError.self) { try await run(try TemporaryStore(), request()) }
        #expect(error == .noHistory)
    }
}
