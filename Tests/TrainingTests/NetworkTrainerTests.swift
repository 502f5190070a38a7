import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct NetworkTrainerTests {
    @Test(arguments: CellKind.allCases)
    func `every network learns what is plain to see, and the same seed gives the same bits`(kind: CellKind) throws {
        let sequences = ToyWard.sequences()
        let (network, reports) = try ToyWard.train(kind, on: sequences)
        let logits = try NetworkTrainer.logits(of: network, sequences: sequences, part: .test)
        let (scores, labels) = NetworkTrainer.askedSteps(logits, sequences, part: .test)
        #expect(try #require(BinaryClassificationMetrics.auroc(scores: scores, labels: labels)) > 0.95)

        let again = try ToyWard.train(kind, on: sequences)
        #expect(again.network.bits == network.bits && again.reports == reports)
        let other = try ToyWard.train(kind, on: sequences, options: ToyWard.options(epochs: 1, seed: 2))
        let same = try ToyWard.train(kind, on: sequences, options: ToyWard.options(epochs: 1, seed: 1))
        #expect(other.network.bits != same.network.bits)
    }

    @Test func `reports count the epochs and mark each that is better than all before`() throws {
        let reports = try ToyWard.train(.elman, on: ToyWard.sequences()).reports
        #expect(reports.map(\.epoch) == Array(1...8) && reports.allSatisfy { $0.maximumEpochs == 8 })
        var best = Double.infinity
        for report in reports {
            #expect(report.isBest == (report.validationLoss < best))
            best = min(best, report.validationLoss)
        }
    }

    @Test func `training ends after as many epochs without gain as patience allows`() throws {
        var options = ToyWard.options(epochs: 40)
        options.patience = 2
        options.learningRate = 1e-30
        let reports = try ToyWard.train(.elman, on: ToyWard.sequences(patients: 16), options: options).reports
        #expect(reports.map(\.isBest) == [true, false, false])
    }

    @Test func `stopping in the middle of an epoch gives the best epoch before it`() throws {
        let sequences = ToyWard.sequences()
        // 32 training stays in batches of 8: the fifth question opens the second epoch, the seventh is inside it.
        let results = try [5, 7].map { limit in
            var asked = 0
            return try ToyWard.train(.lstm, on: sequences) {
                asked += 1
                return asked >= limit
            }
        }
        #expect(results.map(\.reports.count) == [1, 1])
        #expect(results[0].network.bits == results[1].network.bits)
    }

    @Test func `stopping before the first epoch ends is an error that says so`() {
        let error = #expect(throws: TrainingError.self) {
            _ = try ToyWard.train(.jordan, on: ToyWard.sequences(patients: 12)) { true }
        }
        #expect(error == .interrupted(network: "jordan"))
        #expect(error?.hint.contains("--max-time") == true)
    }

    @Test(arguments: CellKind.allCases)
    func `validation patients choose the epoch and never touch a weight`(kind: CellKind) throws {
        let plain = ToyWard.sequences()
        let changed = ToyWard.sequences { part, _, _, value in part == .validation ? 250 - value : value }
        let first = try ToyWard.train(kind, on: plain, options: ToyWard.options(epochs: 1)).network
        #expect(try ToyWard.train(kind, on: changed, options: ToyWard.options(epochs: 1)).network.bits == first.bits)
        // The loss of each later epoch depends on all weights before it.
        let (one, other) = (try ToyWard.train(kind, on: plain), try ToyWard.train(kind, on: changed))
        #expect(one.reports.map(\.trainingLoss) == other.reports.map(\.trainingLoss))
        #expect(one.reports.map(\.validationAUPRC) != other.reports.map(\.validationAUPRC))
    }

    @Test func `test patients influence nothing at all`() throws {
        let plain = ToyWard.sequences()
        let changed = ToyWard.sequences { part, _, hour, value in part == .test ? 250 - value * Double(hour) : value }
        let (one, other) = (try ToyWard.train(.lstm, on: plain), try ToyWard.train(.lstm, on: changed))
        #expect(one.network.bits == other.network.bits && one.reports == other.reports)
        let without = try ToyWard.train(.lstm, on: plain.filter { $0.part != .test })
        #expect(without.network.bits == one.network.bits && without.reports == one.reports)
    }

    @Test func `steps that are not asked about carry no loss`() throws {
        let plain = ToyWard.sequences()
        // Only what comes after the event of the ill, whose steps are masked, is changed.
        let changed = ToyWard.sequences { _, patient, hour, value in
            patient % 3 == 0 && Double(hour) > ToyWard.event ? value + 100 : value
        }
        let (one, other) = (try ToyWard.train(.elmanJordan, on: plain), try ToyWard.train(.elmanJordan, on: changed))
        #expect(one.network.bits == other.network.bits && one.reports == other.reports)
        #expect(plain.map(\.features) != changed.map(\.features))
    }

    @Test func `a batch in which nothing is asked about does no harm`() throws {
        let late = (0..<4).map { patient in
            TrainingSequence(
                history: .sample(100 + patient, [.sample(80, at: 30), .sample(81, at: 31)]), firstEvent: hour(0),
                outcome: ToyWard.outcome, extractor: FeatureExtractor(schema: ToyWard.schema), part: .training)
        }
        #expect(late.allSatisfy { $0.labels == [nil, nil] })
        var options = ToyWard.options(epochs: 2)
        options.batchSize = 1
        let network = try ToyWard.train(.lstm, on: ToyWard.sequences(patients: 12) + late, options: options).network
        #expect(network.parameters.allSatisfy { $0.isFinite })
    }

    @Test(arguments: CellKind.allCases)
    func `behind a long gap a network reads on from an empty state`(kind: CellKind) throws {
        let extractor = FeatureExtractor(schema: ToyWard.schema)
        func sequence(_ observations: [Observation]) -> TrainingSequence {
            TrainingSequence(
                history: .sample(1, observations), firstEvent: nil, outcome: ToyWard.outcome, extractor: extractor,
                part: .test)
        }
        let before = (0..<5).map { Observation.sample(130, at: Double($0)) }
        let after = (0..<6).map { Observation.sample(85 + Double($0), at: 200 + Double($0)) }
        let network = RecurrentNetwork<Float>(
            architecture: try NetworkArchitecture(
                cell: kind, inputSize: ToyWard.schema.featureCount, hiddenSize: 5, outputSize: 1), seed: 3)
        let together = try NetworkTrainer.logits(
            of: network, sequences: [sequence(before + after)], part: nil)
        let alone = try NetworkTrainer.logits(of: network, sequences: [sequence(after)], part: nil)
        #expect(together[0].count == 11)
        for (left, right) in zip(together[0].suffix(6), alone[0]) { #expect(abs(left - right) < 1e-6) }
    }

    @Test func `the output at a step is that of the scorer that walks step by step`() throws {
        let sequences = ToyWard.sequences(patients: 7)
        let network = try ToyWard.train(.lstm, on: ToyWard.sequences(), options: ToyWard.options(epochs: 2)).network
        let logits = try NetworkTrainer.logits(of: network, sequences: sequences, part: nil)
        let size = ToyWard.schema.featureCount
        for (sequence, logits) in zip(sequences, logits) {
            var state = network.initialState()
            for step in 0..<sequence.length {
                let features = Array(sequence.features[step * size..<(step + 1) * size])
                #expect(abs(network.step(input: features, state: &state)[0] - logits[step]) < 1e-5)
            }
        }
    }

    @Test func `without a positive training step there is nothing to learn`() {
        let healthy = ToyWard.sequences(patients: 16).filter { !$0.labels.contains(true) }
        #expect(throws: TrainingError.self) { _ = try ToyWard.train(.elman, on: healthy) }
    }
}
