import Testing

@testable import RecurrentNetworks

/// What losses refuse, and how many targets belong to their logits.
struct LossDomainTests {
    @Test(arguments: [0, -1, Double.nan, .infinity])
    func `a positive weight that is not positive and finite is refused`(weight: Double) throws {
        let batch = try TestBatch(inputSize: 1, outputSize: 1, lengths: [1], seed: 1).batch(Float.self)
        #expect(throws: NetworkError.self) { try Loss.binaryCrossEntropy(positiveWeight: weight).check(batch) }
        #expect(throws: NetworkError.self) { try Loss.focal(positiveWeight: weight, gamma: 1).check(batch) }
    }

    @Test func `numbers outside the range of a loss are refused by name`() {
        let cases: [(Loss, String)] = [
            (.focal(positiveWeight: 1, gamma: -0.5), "gamma is -0.5"),
            (.focal(positiveWeight: 1, gamma: .nan), "gamma is nan"),
            (.categoricalCrossEntropy(classWeights: [1, -2]), "classWeights[1] is -2.0"),
            (.quantile(levels: []), "levels.count is 0.0"), (.quantile(levels: [0.5, 1]), "levels[1] is 1.0"),
            (.quantile(levels: [0]), "levels[0] is 0.0"),
        ]
        for (loss, expected) in cases {
            let error = #expect(throws: NetworkError.self) { try loss.targetSize(outputSize: 2) }
            #expect(error?.description.hasPrefix(expected) == true)
        }
    }

    @Test func `targets outside 0 to 1 are refused by the cross-entropies alone`() throws {
        let batch = try SequenceBatch<Float>(
            inputSize: 1, targetSize: 2, inputs: [[0]], targets: [[0.5, 1.5]], lossWeights: [[1]])
        let refusing: [Loss] = [
            .binaryCrossEntropy(positiveWeight: 1), .focal(positiveWeight: 1, gamma: 2), .categoricalCrossEntropy(),
        ]
        for loss in refusing {
            #expect(throws: NetworkError.targetOutOfRange(sequence: 0, timeStep: 0, output: 1, value: 1.5)) {
                try loss.check(batch)
            }
        }
        for loss in [Loss.meanSquaredError, .gaussian, .quantile(levels: [0.5])] {
            #expect(throws: Never.self) { try loss.check(batch) }
        }
    }

    @Test func `the targets of a step follow from its logits`() throws {
        #expect(try Loss.binaryCrossEntropy(positiveWeight: 1).targetSize(outputSize: 3) == 3)
        #expect(try Loss.categoricalCrossEntropy().targetSize(outputSize: 3) == 3)
        #expect(try Loss.categoricalCrossEntropy(classWeights: [1, 1, 1]).targetSize(outputSize: 3) == 3)
        #expect(try Loss.gaussian.targetSize(outputSize: 6) == 3)
        #expect(try Loss.quantile(levels: [0.1, 0.5, 0.9]).targetSize(outputSize: 6) == 2)
        for loss in [Loss.gaussian, .quantile(levels: [0.1, 0.9]), .categoricalCrossEntropy(classWeights: [1, 1])] {
            #expect(throws: NetworkError.self) { try loss.targetSize(outputSize: 3) }
        }
    }

    @Test(arguments: [0.0, 0.3, 1])
    func `target replication shares the weight between the last step and all steps`(share: Double) {
        let replication = TargetReplication(share: share)
        let weights = replication.lossWeights(length: 4, as: Double.self)
        #expect(largestDifference(Array(weights.dropLast()), [share / 4, share / 4, share / 4]) < 1e-16)
        #expect(abs(weights[3] - (1 - share + share / 4)) < 1e-15)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-15)
        #expect(replication.lossWeights(length: 1, as: Float.self) == [1])
        #expect(replication.lossWeights(length: 0, as: Float.self).isEmpty)
        #expect(TargetReplication.lastStepOnly.lossWeights(length: 3, as: Float.self) == [0, 0, 1])
    }
}
