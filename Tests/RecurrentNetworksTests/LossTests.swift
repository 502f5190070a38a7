import Foundation
import Testing

@testable import RecurrentNetworks

/// Losses against their definitions.
struct LossTests {
    @Test(arguments: [-3.0, -0.5, 0, 0.7, 4], [0.0, 1, 0.25])
    func `the cross-entropy equals its definition`(logit: Double, target: Double) {
        let probability = 1 / (1 + exp(-logit))
        let expected = -2.5 * target * log(probability) - (1 - target) * log(1 - probability)
        let derivative = 2.5 * target * (probability - 1) + (1 - target) * probability
        let found = Loss.binaryCrossEntropy(positiveWeight: 2.5).evaluate(logit: logit, target: target)
        #expect(abs(found.value - expected) < 1e-14)
        #expect(abs(found.derivative - derivative) < 1e-15)
    }

    @Test func `the cross-entropy is exact for large logits`() {
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        #expect(loss.evaluate(logit: 800, target: 0) == (800, 1))
        #expect(loss.evaluate(logit: -800, target: 1) == (800, -1))
        #expect(loss.evaluate(logit: 800, target: 1) == (0, 0))
        #expect(loss.evaluate(logit: -40, target: 0).value == exp(-40))
    }

    @Test func `the squared error is half the square`() {
        #expect(Loss.meanSquaredError.evaluate(logit: 3, target: 1) == (2, 2))
    }

    @Test(arguments: [0, -1, Double.nan, .infinity])
    func `a positive weight that is not positive and finite is refused`(weight: Double) throws {
        let batch = try TestBatch(inputSize: 1, outputSize: 1, lengths: [1], seed: 1).batch(Float.self)
        #expect(throws: NetworkError.self) { try Loss.binaryCrossEntropy(positiveWeight: weight).check(batch) }
    }

    @Test func `the mean of added batches is the mean over all their steps`() {
        var sum = BatchLoss(weightedSum: 6, weightSum: 2)
        sum += BatchLoss(weightedSum: 1, weightSum: 5)
        #expect(sum.mean == 1)
        #expect(BatchLoss().mean == 0)
    }
}
