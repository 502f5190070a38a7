import Foundation
import Testing

@testable import RecurrentNetworks

/// A forecaster learns rhythms of vital signs that the last value does not tell.
struct VitalSignForecastTests {
    private static let (historyLength, horizon) = (24, 6)

    /// Two standardized vital signs with a daily-like rhythm, a level and a noise of their own; a fifth is missing.
    ///
    /// The inputs are both values, carried forward where missing, and both masks.
    private static func batch(_ count: Int, seed: UInt64) throws -> ForecastBatch<Float> {
        var generator = CounterBasedGenerator(seed: seed)
        var (histories, lastValues, targets, weights): ([[Float]], [[Float]], [[Float]], [[Float]]) = ([], [], [], [])
        for _ in 0..<count {
            let (phase, period) = (2 * Double.pi * generator.nextUnit(), 10 + 4 * generator.nextUnit())
            let (amplitude, level) = (0.5 + generator.nextUnit(), 0.5 * generator.nextNormal())
            func values(_ step: Int) -> [Double] {
                let angle = 2 * Double.pi * Double(step) / period + phase
                return [level + amplitude * sin(angle), amplitude * cos(angle) - level].map {
                    $0 + 0.1 * generator.nextNormal()
                }
            }
            var (history, last): ([Float], [Float]) = ([], [0, 0])
            for step in 0..<historyLength {
                let values = values(step)
                let isKnown = (0..<2).map { _ in generator.nextUnit() > 0.2 }
                for index in 0..<2 where isKnown[index] { last[index] = Float(values[index]) }
                history += last + isKnown.map { $0 ? 1 : 0 }
            }
            histories.append(history)
            lastValues.append(last)
            targets.append((historyLength..<(historyLength + horizon)).flatMap { values($0).map { Float($0) } })
            weights.append((0..<(2 * horizon)).map { _ in generator.nextUnit() > 0.2 ? 1 : 0 })
        }
        return try ForecastBatch(
            inputSize: 4, targetSize: 2, horizon: horizon, histories: histories, lastValues: lastValues,
            targets: targets, targetWeights: weights)
    }

    /// The mean squared error of known targets, of values `[k, B, K]`.
    private static func meanSquaredError(_ batch: ForecastBatch<Float>, _ values: [Float]) -> Double {
        var (sum, count) = (0.0, 0.0)
        for (index, value) in values.enumerated() {
            let weight = Double(batch.targetWeights[index])
            sum += weight * Double((value - batch.targets[index]) * (value - batch.targets[index]))
            count += weight
        }
        return sum / count
    }

    private func train(
        _ cell: CellKind, _ loss: Loss, outputSize: Int, updates: Int, _ feedback: (UInt64) -> DecoderFeedback
    ) throws -> SequenceForecaster<Float> {
        var forecaster = try SequenceForecaster<Float>(
            encoder: NetworkArchitecture(cell: cell, inputSize: 4, hiddenSize: 24, outputSize: outputSize), loss: loss,
            seed: 1)
        let engine = ForecasterBackpropagation(forecaster)
        var adam = Adam<Float>(parameterCount: forecaster.parameters.count, learningRate: 0.01)
        var gradients: [Float] = []
        for update in 0..<UInt64(updates) {
            _ = try engine.lossAndGradients(
                forecaster: forecaster, batch: Self.batch(32, seed: update), feedback: feedback(update),
                gradients: &gradients)
            _ = GradientNormLimit(1).apply(to: &gradients)
            adam.update(parameters: &forecaster.parameters, gradients: gradients)
        }
        return forecaster
    }

    @Test(arguments: [CellKind.lstm, .gru], ["teacher forcing", "free running", "scheduled sampling"])
    func `a trained forecaster beats the last value carried forward on sequences it has not seen`(
        cell: CellKind, mode: String
    ) throws {
        let updates = 250
        let forecaster = try train(cell, .meanSquaredError, outputSize: 2, updates: updates) { update in
            switch mode {
            case "teacher forcing": .teacherForcing
            case "free running": .freeRunning
            default:
                .scheduledSampling(truthProbability: 1 - Double(update) / Double(updates), seed: 5, index: update)
            }
        }
        let unseen = try Self.batch(300, seed: 10_000)
        let logits = try ForecasterBackpropagation(forecaster).forecast(forecaster: forecaster, batch: unseen)
        let found = Self.meanSquaredError(unseen, forecaster.values(ofLogits: logits))
        let carried = Self.meanSquaredError(unseen, (0..<Self.horizon).flatMap { _ in unseen.lastValues })
        print("\(cell.rawValue), \(mode): mean squared error \(found), last value carried forward \(carried)")
        #expect(found < 0.25 * carried)
    }

    @Test func `intervals of a quantile forecast hold about as many values as they say`() throws {
        let loss = Loss.quantile(levels: [0.1, 0.5, 0.9])
        let forecaster = try train(.lstm, loss, outputSize: 6, updates: 300) { _ in .freeRunning }
        let unseen = try Self.batch(300, seed: 20_000)
        let logits = try ForecasterBackpropagation(forecaster).forecast(forecaster: forecaster, batch: unseen)
        var (inside, count) = (0.0, 0.0)
        for index in unseen.targets.indices where unseen.targetWeights[index] > 0 {
            let (row, target) = (index / 2, index % 2)
            count += 1
            if (logits[row * 6 + target]...max(logits[row * 6 + target], logits[row * 6 + 4 + target])).contains(
                unseen.targets[index])
            {
                inside += 1
            }
        }
        print("quantile forecast: \(inside / count) of the values between the levels 0.1 and 0.9")
        #expect(abs(inside / count - 0.8) < 0.1)
    }
}
