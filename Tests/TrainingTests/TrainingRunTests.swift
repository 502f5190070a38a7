import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct TrainingRunTests {
    private func run(
        _ sequences: [TrainingSequence], schema: SequenceSchema = ToyWard.schema
    ) throws -> TrainingRun {
        try TrainingRun(
            outcome: ToyWard.outcome, schema: schema, sequences: sequences, dataDigest: "d",
            split: PatientSplit(seed: 1))
    }

    private func candidate(_ sequences: [TrainingSequence]) throws -> RiskModel {
        let run = try run(sequences)
        let network = try run.network(
            NetworkTrainer(kind: .lstm, options: ToyWard.options()), shouldStop: { false }, progress: { _ in })
        return try run.model(of: [network], name: "toy-lstm-1", seed: ToyWard.options().seed, trained: hour(0))
    }

    @Test func `no stays, no channels and no positives are told apart`() {
        let sequences = ToyWard.sequences(patients: 24)
        #expect(throws: TrainingError.noHistory) { try run([]) }
        #expect(throws: TrainingError.noChannels) {
            try run(sequences, schema: SequenceSchema(channels: []))
        }
        for part in [PatientSplit.Part.training, .validation] {
            let without = sequences.filter { $0.part != part || !$0.labels.contains(true) }
            let error = #expect(throws: TrainingError.self) { try run(without) }
            #expect(error == .noEvents(part: part.rawValue, outcome: "deterioration"))
        }
        #expect(throws: Never.self) { try run(sequences.filter { $0.part != .test }) }
    }

    @Test(arguments: [
        TrainingError.noHistory, .noEvents(part: "validation", outcome: "sepsis"), .noChannels,
        .noPatients(part: "test"), .splitWithoutGate,
        .diverged(network: "lstm", epoch: 3), .interrupted(network: "elman"),
    ])
    func `every error says what is wrong and what to do`(error: TrainingError) {
        #expect(error.description.count > 20 && error.hint.count > 10)
        #expect(error.description != error.hint)
    }

    @Test func `a candidate is calibrated, has a threshold, and is measured on validation and test patients`() throws {
        let sequences = ToyWard.sequences()
        let model = try candidate(sequences)
        #expect(model.name == "toy-lstm-1" && model.outcome == ToyWard.outcome && model.schema == ToyWard.schema)
        #expect(model.provenance.patients == [32, 16, 16] && model.provenance.dataDigest == "d")
        #expect((0...1).contains(model.threshold) && model.calibration.scale > 0)
        for part in ["validation", "test"] {
            #expect(try #require(model.provenance.metrics["\(part).auroc"]) > 0.9)
            #expect(try #require(model.provenance.metrics["\(part).stays"]) == 16)
        }
        // Calibrated on the validation patients: there the mean risk is about the share of positive steps.
        let logits = try NetworkTrainer.logits(of: model, sequences: sequences, part: .validation)
        let (scores, labels) = NetworkTrainer.askedSteps(logits, sequences, part: .validation)
        let mean = scores.map { model.probability(ofLogit: Float($0)) }.reduce(0, +) / Double(scores.count)
        #expect(abs(mean - Double(labels.count { $0 }) / Double(labels.count)) < 0.02)
    }

    @Test func `a candidate has the same bytes twice, and test patients change only its test figures`() throws {
        let model = try candidate(ToyWard.sequences())
        #expect(try candidate(ToyWard.sequences()).fileBytes() == model.fileBytes())
        var other = try candidate(
            ToyWard.sequences { part, _, _, value in part == .test ? 250 - value : value })
        #expect(other.provenance.metrics["test.auroc"] != model.provenance.metrics["test.auroc"])
        other.provenance.metrics = model.provenance.metrics
        #expect(try other.fileBytes() == model.fileBytes())
    }

    @Test func `a model that was read from its file is measured the same`() throws {
        let sequences = ToyWard.sequences()
        let model = try candidate(sequences)
        let read = try RiskModel(fileBytes: model.fileBytes())
        for part in [PatientSplit.Part.validation, .test, nil] {
            #expect(
                try ModelEvaluation(model: read, sequences: sequences, part: part).figures
                    == ModelEvaluation(model: model, sequences: sequences, part: part).figures)
        }
        let figures = try ModelEvaluation(model: model, sequences: sequences, part: .test).figures
        #expect(figures.auroc == model.provenance.metrics["test.auroc"])
    }

    @Test func `with cross-fitting every stay is scored by the networks that did not learn from it`() throws {
        let split = PatientSplit(seed: 3, crossFoldCount: 3, hasTest: false)
        let all = ToyWard.sequences().map { $0.moved(to: split.part(of: $0.patient.identifier)) }
        #expect(all.allSatisfy { $0.part == .training })
        let run = try TrainingRun(
            outcome: ToyWard.outcome, schema: ToyWard.schema, sequences: all, dataDigest: "d", split: split)
        let trainers = run.trainers(of: [.elman, .lstm], options: ToyWard.options())
        #expect(trainers.map(\.fold) == [1, 2, 3, 1, 2, 3] && Set(trainers.map(\.member)) == [1, 2, 3])
        let networks = try trainers.map { try run.network($0, shouldStop: { false }, progress: { _ in }) }
        let heldOut = try run.heldOut(by: networks)
        #expect(Set(heldOut.compactMap(\.patient)) == Set(all.map(\.patient.identifier)))
        for stay in heldOut {
            let fold = split.crossFold(of: try #require(stay.patient))
            let sequence = try #require(all.first { $0.patient.identifier == stay.patient })
            let own = networks.filter { $0.fold == fold }.map(\.network)
            #expect(own.count == 2)
            let logits = try own.map { try NetworkTrainer.logits(of: $0, sequences: [sequence], part: nil)[0] }
            for (score, pair) in zip(stay.scores, zip(logits[0], logits[1])) {
                #expect(abs(score - Double(pair.0 + pair.1) / 2) < 1e-5)
            }
        }
        let model = try run.model(of: networks, name: "toy-ensemble-1", seed: 1, trained: hour(0))
        #expect(model.networkName == "ensemble" && model.networks.count == 6)
        #expect(try #require(model.provenance.metrics["validation.auroc"]) > 0.9)
        #expect(model.provenance.metrics["test.auroc"] == nil)
        #expect(model.provenance.patients == [all.count, all.count, 0])
        #expect(try run.model(of: Array(networks[3...]), name: "n", seed: 1, trained: hour(0)).networkName == "lstm")
    }
}
