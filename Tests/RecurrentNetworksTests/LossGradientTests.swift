import Testing

@testable import RecurrentNetworks

/// The derivatives of every loss against central differences in `Double`, and its weights.
struct LossGradientTests {
    /// Logits of ordinary size, and each of a row at another extreme.
    static let rows: [[Double]] = [
        [0.3, -1.2, 2.1, 0.9, -0.4, 0.05], [35, -35, 12, -20, 0, 3], [-700, 500, -90, 60, -8, 800],
        [1e4, -1e4, 1e4, -3e3, 5e3, -2],
    ]

    @Test(arguments: Loss.ofEveryKind, rows)
    func `the derivative equals central differences`(loss: Loss, logits: [Double]) throws {
        var generator = CounterBasedGenerator(seed: 3)
        let targets = try Self.targets(loss, rows: 1, &generator)
        let found = try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 6)
        for index in logits.indices {
            let h = 1e-4 * max(1, abs(logits[index]) * 1e-3)
            func sum(_ offset: Double) throws -> Double {
                var moved = logits
                moved[index] += offset
                return try LossEvaluation(loss, logits: moved, targets: targets, outputSize: 6).sum
            }
            let difference = try (8 * (sum(h) - sum(-h)) - (sum(2 * h) - sum(-2 * h))) / (12 * h)
            // What cancels in the difference: some units in the last place of the loss, divided by h.
            let rounding = 16 * abs(found.sum).ulp / h
            let tolerance = 1e-7 * max(abs(difference), 1) + rounding
            #expect(abs(found.dLogits[index] - difference) < tolerance, "logit \(index) = \(logits[index])")
        }
    }

    @Test(arguments: Loss.ofEveryKind, [-1e30, -200.0, 200, 1e30])
    func `losses and derivatives of extreme Float logits are finite`(loss: Loss, size: Double) throws {
        guard abs(size) < 1e10 || ![.meanSquaredError, .gaussian].contains(loss) else { return }
        let logits: [Float] = [1, -1, 1, -1, 0.5, 0].map { Float(size) * $0 }
        var generator = CounterBasedGenerator(seed: 4)
        let targets = try Self.targets(loss, rows: 1, &generator).map { Float($0) }
        let found = try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 6)
        #expect(found.sum.isFinite)
        #expect(found.dLogits.allSatisfy { $0.isFinite })
    }

    @Test(arguments: Loss.ofEveryKind)
    func `a weighted batch is the weighted sum of its rows, and rows of weight 0 have no derivative`(
        loss: Loss
    ) throws {
        var generator = CounterBasedGenerator(seed: 5)
        let logits = (0..<24).map { _ in 2 * generator.nextNormal() }
        let targets = try Self.targets(loss, rows: 4, &generator)
        let weights: [Double] = [0.5, 0, 2, 1]
        let targetSize = try loss.targetSize(outputSize: 6)
        let found = try LossEvaluation(
            loss, logits: logits, targets: targets, outputSize: 6, weights: weights, scale: 0.25)
        var (sum, derivatives) = (0.0, [Double]())
        for row in 0..<4 {
            let single = try LossEvaluation(
                loss, logits: Array(logits[(6 * row)..<(6 * row + 6)]),
                targets: Array(targets[(targetSize * row)..<(targetSize * (row + 1))]), outputSize: 6)
            sum += weights[row] * single.sum
            derivatives += single.dLogits.map { 0.25 * weights[row] * $0 }
        }
        #expect(abs(found.sum - sum) < 1e-13)
        #expect(largestDifference(found.dLogits, derivatives) < 1e-15)
        #expect(found.dLogits[6..<12].allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 2, 3, 7, 16, 33], [1, 3])
    func `Float cross-entropies of any number of rows and weights equal Double ones`(
        rows: Int, outputSize: Int
    ) throws {
        var generator = CounterBasedGenerator(seed: 9)
        let count = rows * outputSize
        let logits = (0..<count).map { _ in Float(20 * generator.nextNormal()) }
        let targets = (0..<count).map { _ in Float(generator.next() & 1) }
        let weights = (0..<rows).map { _ in Float(generator.next() % 3) }
        let targetWeights = (0..<count).map { _ in Float(generator.next() % 2) }
        let loss = Loss.binaryCrossEntropy(positiveWeight: 2.5)
        let single = try LossEvaluation(
            loss, logits: logits, targets: targets, outputSize: outputSize, weights: weights,
            targetWeights: targetWeights, scale: 0.25)
        let double = try LossEvaluation(
            loss, logits: logits.map { Double($0) }, targets: targets.map { Double($0) }, outputSize: outputSize,
            weights: weights.map { Double($0) }, targetWeights: targetWeights.map { Double($0) }, scale: 0.25)
        #expect(abs(single.sum - double.sum) <= 1e-6 * double.sum)
        #expect(largestDifference(single.dLogits, double.dLogits) < 1e-6)
    }

    @Test(arguments: Loss.ofEveryKind)
    func `a target of weight 0 does not matter, except in a step of classes`(loss: Loss) throws {
        var generator = CounterBasedGenerator(seed: 6)
        let logits = (0..<6).map { _ in generator.nextNormal() }
        let targets = try Self.targets(loss, rows: 1, &generator)
        var targetWeights = targets.map { _ in 1.0 }
        targetWeights[0] = 0
        targetWeights[1] = 0.5
        let masked = try LossEvaluation(
            loss, logits: logits, targets: targets, outputSize: 6, targetWeights: targetWeights)
        let whole = try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 6)
        if case .categoricalCrossEntropy = loss {
            #expect(masked.sum == whole.sum)
            #expect(masked.dLogits == whole.dLogits)
            return
        }
        let expected = whole.dLogits.enumerated().map { $1 * targetWeights[$0 % targets.count] }
        #expect(largestDifference(masked.dLogits, expected) < 1e-16)
        #expect(masked.dLogits.enumerated().allSatisfy { ($0 % targets.count == 0) == ($1 == 0) })
        var other = targets
        other[0] = 1 - other[0]
        let changed = try LossEvaluation(
            loss, logits: logits, targets: other, outputSize: 6, targetWeights: targetWeights)
        #expect(changed.sum == masked.sum)
        #expect(masked.sum != whole.sum)
    }

    @Test(arguments: Loss.ofEveryKind)
    func `Float rows equal Double rows`(loss: Loss) throws {
        var generator = CounterBasedGenerator(seed: 7)
        let logits = (0..<24).map { _ in Float(2 * generator.nextNormal()) }
        let targets = try Self.targets(loss, rows: 4, &generator).map { Float($0) }
        let single = try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 6)
        let double = try LossEvaluation(
            loss, logits: logits.map { Double($0) }, targets: targets.map { Double($0) }, outputSize: 6)
        if case .binaryCrossEntropy = loss {
            // The vector kernel: single precision until the sum.
            #expect(abs(single.sum - double.sum) < 1e-6 * double.sum)
            #expect(largestDifference(single.dLogits, double.dLogits) < 3e-7)
        } else {
            #expect(single.sum == double.sum)
            #expect(largestDifference(single.dLogits, double.dLogits.map { Float($0) }) == 0)
        }
    }

    @Test(arguments: Loss.ofEveryKind, 0..<6)
    func `a logit that is not a number makes the loss one`(loss: Loss, place: Int) throws {
        var generator = CounterBasedGenerator(seed: 8)
        let targets = try Self.targets(loss, rows: 1, &generator)
        var logits = (0..<6).map { _ in generator.nextNormal() }
        logits[place] = .nan
        #expect(try LossEvaluation(loss, logits: logits, targets: targets, outputSize: 6).sum.isNaN)
        let floats = try LossEvaluation(
            loss, logits: logits.map { Float($0) }, targets: targets.map { Float($0) }, outputSize: 6)
        #expect(floats.sum.isNaN)
    }

    /// Random targets in the domain of a loss: class probabilities, labels and shares, or any numbers.
    private static func targets(
        _ loss: Loss, rows: Int, _ generator: inout CounterBasedGenerator
    ) throws -> [Double] {
        let count = try loss.targetSize(outputSize: 6)
        var targets: [Double] = []
        for _ in 0..<rows {
            let row = (0..<count).map { _ in generator.nextUnit() }
            switch loss {
            case .categoricalCrossEntropy: targets += row.map { $0 / row.reduce(0, +) }
            case .binaryCrossEntropy, .focal: targets += row
            case .meanSquaredError, .gaussian, .quantile: targets += row.map { 6 * $0 - 3 }
            }
        }
        return targets
    }
}
