import Foundation
import Testing

@testable import RecurrentNetworks

/// Losses against their definitions and against PyTorch 2.13 in float64.
struct LossTests {
    @Test(arguments: [-3.0, -0.5, 0, 0.7, 4], [0.0, 1, 0.25])
    func `the cross-entropy equals its definition`(logit: Double, target: Double) throws {
        let probability = 1 / (1 + exp(-logit))
        let expected = -2.5 * target * log(probability) - (1 - target) * log(1 - probability)
        let derivative = 2.5 * target * (probability - 1) + (1 - target) * probability
        let found = try LossEvaluation(
            .binaryCrossEntropy(positiveWeight: 2.5), logits: [logit], targets: [target], outputSize: 1)
        #expect(abs(found.sum - expected) < 1e-14)
        #expect(abs(found.dLogits[0] - derivative) < 1e-15)
    }

    @Test func `the cross-entropy is exact for large logits`() throws {
        func evaluate(_ logit: Double, _ target: Double) throws -> (Double, Double) {
            let found = try LossEvaluation(
                .binaryCrossEntropy(positiveWeight: 1), logits: [logit], targets: [target], outputSize: 1)
            return (found.sum, found.dLogits[0])
        }
        #expect(try evaluate(800, 0) == (800, 1))
        #expect(try evaluate(-800, 1) == (800, -1))
        #expect(try evaluate(800, 1) == (0, 0))
        #expect(try evaluate(-40, 0).0 == exp(-40))
    }

    @Test func `the cross-entropy equals PyTorch's BCEWithLogitsLoss with pos_weight`() throws {
        let found = try LossEvaluation(
            .binaryCrossEntropy(positiveWeight: 2.5), logits: Self.logits, targets: Self.targets, outputSize: 6)
        let values = [
            0.503533194956881, 0.10020655891674712, 0.9530773732699248, 30.000000000000092, 113.75, 1.385888111171318,
        ]
        #expect(abs(found.sum - values.reduce(0, +)) < 1e-12)
        let derivatives = [
            -0.4560638095158911, 0.09534946489910949, 0.0625, 0.9999999999999065, -2.5, -1.0638937079708524,
        ]
        #expect(largestDifference(found.dLogits, derivatives) < 1e-14)
    }

    @Test func `the focal loss equals PyTorch's logsigmoid under the published formula`() throws {
        let found = try LossEvaluation(
            .focal(positiveWeight: 3, gamma: 2), logits: Self.logits, targets: Self.targets, outputSize: 6)
        let values = [
            0.02010854077972697, 0.0009110299802717406, 0.25993019270997947, 29.999999999994483, 136.5,
            0.3011798264657913,
        ]
        #expect(abs(found.sum - values.reduce(0, +)) < 1e-12)
        let derivatives = [
            -0.051093315669707776, 0.002515199128942586, 0.0, 1.0000000000053282, -3.0, -0.5772253179458466,
        ]
        #expect(largestDifference(found.dLogits, derivatives) < 1e-13)
    }

    @Test func `the focal loss without focus is the cross-entropy`() throws {
        let focal = try LossEvaluation(
            .focal(positiveWeight: 2.5, gamma: 0), logits: Self.logits, targets: Self.targets, outputSize: 2)
        let plain = try LossEvaluation(
            .binaryCrossEntropy(positiveWeight: 2.5), logits: Self.logits, targets: Self.targets, outputSize: 2)
        #expect(focal.sum == plain.sum)
        #expect(largestDifference(focal.dLogits, plain.dLogits) == 0)
    }

    @Test func `the categorical cross-entropy equals PyTorch's with class weights and class probabilities`() throws {
        let logits: [Double] = [0.2, -1.3, 2.4, 100, -100, 3, 0, 0, 0]
        let targets: [Double] = [1, 0, 0, 0, 0.25, 0.75, 0, 0, 1]
        let loss = Loss.categoricalCrossEntropy(classWeights: [0.5, 2, 1.25])
        for (row, expected) in [1.1635482914002429, 190.9375, 1.3732653608351373].enumerated() {
            let range = (3 * row)..<(3 * row + 3)
            let found = try LossEvaluation(
                loss, logits: Array(logits[range]), targets: Array(targets[range]), outputSize: 3)
            #expect(abs(found.sum - expected) < 1e-13)
        }
        let derivatives = [
            -0.4512106761371876, 0.010886369647042926, 0.4403243064901447, 1.4375, -0.5, -0.9375, 0.41666666666666663,
            0.41666666666666663, -0.8333333333333334,
        ]
        let found = try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 3)
        #expect(largestDifference(found.dLogits, derivatives) < 1e-14)
    }

    @Test func `the categorical cross-entropy is exact for large logits`() throws {
        let found = try LossEvaluation(
            .categoricalCrossEntropy(), logits: [1e6, -1e6, 0], targets: [0, 1, 0], outputSize: 3)
        #expect(found.sum == 2e6)
        #expect(found.dLogits == [1, -1, 0])
    }

    @Test func `the squared error is half the square`() throws {
        let found = try LossEvaluation(.meanSquaredError, logits: [3.0], targets: [1], outputSize: 1)
        #expect(found.sum == 2)
        #expect(found.dLogits == [2])
    }

    @Test func `the Gaussian loss equals PyTorch's full GaussianNLLLoss of the bounded variance`() throws {
        let logits: [Double] = [0.5, -2, 1.25, -6.5, 3, 0, -0.75, 20]
        let found = try LossEvaluation(.gaussian, logits: logits, targets: [1.0, -2.5, -1, 4], outputSize: 4)
        #expect(abs(found.sum - (37.624874309054725 + 23.196490964687165)) < 1e-12)
        let derivatives = [
            -0.14418224370766008, 151.9501460131443, 0.4567800011731629, -25.236364026008662, 8.456127005228018,
            -0.00026022044009762064, -16.320280177355563, 0.03528864284910911,
        ]
        #expect(largestDifference(found.dLogits, derivatives) < 1e-12)
        #expect(abs(Loss.boundedLogVariance(0.01) - 0.01) < 1e-8)
        #expect(Loss.boundedLogVariance(Float(1e30)) == 10)
        #expect(Loss.boundedLogVariance(-1e300) == -10)
    }

    @Test func `the pinball loss weighs the error by the side it is on`() throws {
        // Two levels, two targets: [τ = 0.1: 3, 5], [τ = 0.75: 3, 5], targets 7 (above) and 1 (below).
        let found = try LossEvaluation(
            .quantile(levels: [0.1, 0.75]), logits: [3.0, 5, 3, 5], targets: [7, 1], outputSize: 4)
        #expect(abs(found.sum - (0.1 * 4 + 0.9 * 4 + 0.75 * 4 + 0.25 * 4)) < 1e-14)
        #expect(largestDifference(found.dLogits, [-0.1, 0.9, -0.75, 0.25]) < 1e-15)
        let exact = try LossEvaluation(.quantile(levels: [0.3]), logits: [2.0], targets: [2], outputSize: 1)
        #expect(exact.sum == 0)
        #expect(exact.dLogits == [0])
    }

    @Test func `the mean of added batches is the mean over all their steps`() {
        var sum = BatchLoss(weightedSum: 6, weightSum: 2)
        sum += BatchLoss(weightedSum: 1, weightSum: 5)
        #expect(sum.mean == 1)
        #expect(BatchLoss().mean == 0)
    }

    private static let logits = [1.5, -2.25, 0, 30, -45.5, 0.3]
    private static let targets = [1, 0, 0.25, 0, 1, 1]
}
