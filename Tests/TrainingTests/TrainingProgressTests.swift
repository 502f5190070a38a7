import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct TrainingProgressTests {
    private let sequences = ToyWard.sequences(patients: 32)

    private func trainer(_ kind: CellKind, start: RecurrentNetwork<Float>? = nil) -> NetworkTrainer {
        NetworkTrainer(kind: kind, options: ToyWard.options(epochs: 5), start: start)
    }

    @Test(arguments: [CellKind.elman, .lstm]) func `a training goes on after any epoch to the same bits`(
        _ kind: CellKind
    ) throws {
        var steps: [TrainingProgress] = []
        let whole = try trainer(kind).train(
            on: sequences, featureCount: ToyWard.schema.featureCount, checkpoint: { steps.append($0) },
            progress: { _ in })
        #expect(steps.map(\.epoch) == Array(1...5))
        for step in steps {
            let read = try #require(TrainingProgress(fileBytes: step.fileBytes()))
            #expect(read.epoch == step.epoch && read.fileBytes() == step.fileBytes())
            var epochs: [Int] = []
            let resumed = try trainer(kind).train(
                on: sequences, featureCount: ToyWard.schema.featureCount, resuming: read,
                progress: { epochs.append($0.epoch) })
            #expect(resumed.bits == whole.bits && epochs == Array((step.epoch + 1)..<6))
        }
    }

    @Test func `a warm start begins where its network is`() throws {
        let (network, reports) = try ToyWard.train(.lstm, on: sequences, options: ToyWard.options(epochs: 6))
        var first: EpochReport?
        _ = try trainer(.lstm, start: network).train(
            on: sequences, featureCount: ToyWard.schema.featureCount, progress: { first = first ?? $0 })
        #expect(try #require(first).trainingLoss < reports[0].trainingLoss)
    }

    @Test func `bytes that are cut off or foreign are no progress`() throws {
        var last: TrainingProgress?
        _ = try trainer(.elman).train(
            on: sequences, featureCount: ToyWard.schema.featureCount, checkpoint: { last = $0 }, progress: { _ in })
        let bytes = try #require(last).fileBytes()
        for length in [0, 7, 100, bytes.count - 1] {
            #expect(TrainingProgress(fileBytes: Array(bytes.prefix(length))) == nil)
        }
        let (network, _) = try ToyWard.train(.elman, on: sequences, options: ToyWard.options(epochs: 1))
        #expect(TrainingProgress(fileBytes: Safetensors.encode(tensors: network.tensors(), metadata: [:])) == nil)
    }
}
