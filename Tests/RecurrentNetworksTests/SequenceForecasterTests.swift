import Testing

@testable import RecurrentNetworks

/// Forecasts by encoder and decoder: their gradients, their modes and their errors.
struct SequenceForecasterTests {
    static let cells = CellKind.allCases.filter { $0 != .feedForward }
    static let losses: [Loss] = [.meanSquaredError, .gaussian, .quantile(levels: [0.1, 0.5, 0.9])]
    static let modes: [DecoderFeedback] = [
        .teacherForcing, .freeRunning, .scheduledSampling(truthProbability: 0.5, seed: 1, index: 2),
    ]

    /// Two targets, one covariate, two static inputs, two layers.
    private static func forecaster(
        _ cell: CellKind, _ loss: Loss, seed: UInt64 = 1
    ) throws -> SequenceForecaster<Double> {
        let levels = if case .quantile(let levels) = loss { levels.count } else { loss == .gaussian ? 2 : 1 }
        let encoder = try NetworkArchitecture(
            cell: cell, inputSize: 3, hiddenSize: 3, outputSize: 2 * levels,
            contextDecay: cell.feedsOutputBack ? 0.5 : 0, layerCount: 2, staticSize: 2)
        var forecaster = try SequenceForecaster<Double>(encoder: encoder, covariateSize: 1, loss: loss, seed: seed)
        var generator = CounterBasedGenerator(seed: seed, stream: 99)
        for index in forecaster.parameters.indices { forecaster.parameters[index] += 0.3 * generator.nextNormal() }
        return forecaster
    }

    /// Arrays for a batch of three histories and four steps to come.
    private struct Arrays {
        var histories, lastValues, targets, targetWeights, covariates, statics: [[Double]]

        init(seed: UInt64) {
            var generator = CounterBasedGenerator(seed: seed)
            histories = [4, 1, 6].map { generator.normals(3 * $0) }
            lastValues = (0..<3).map { _ in generator.normals(2) }
            targets = (0..<3).map { _ in generator.normals(8) }
            targetWeights = (0..<3).map { _ in (0..<8).map { _ in generator.nextUnit() < 0.25 ? 0 : 1 } }
            covariates = (0..<3).map { _ in generator.normals(4) }
            statics = (0..<3).map { _ in generator.normals(2) }
        }

        func batch<Scalar: NetworkScalar>(_ type: Scalar.Type = Scalar.self) throws -> ForecastBatch<Scalar> {
            func convert(_ values: [[Double]]) -> [[Scalar]] { values.map { $0.map { Scalar($0) } } }
            return try ForecastBatch(
                inputSize: 3, targetSize: 2, horizon: 4, histories: convert(histories),
                lastValues: convert(lastValues), targets: convert(targets), targetWeights: convert(targetWeights),
                covariateSize: 1, covariates: convert(covariates), staticInputs: convert(statics))
        }
    }

    @Test(arguments: cells, losses)
    func `the gradient by every parameter equals central differences in every mode`(
        cell: CellKind, loss: Loss
    ) throws {
        let forecaster = try Self.forecaster(cell, loss)
        let batch: ForecastBatch<Double> = try Arrays(seed: 2).batch()
        let engine = ForecasterBackpropagation(forecaster)
        var gradients: [Double] = []
        for feedback in Self.modes {
            let result = try engine.lossAndGradients(
                forecaster: forecaster, batch: batch, feedback: feedback, gradients: &gradients)
            #expect(try engine.loss(forecaster: forecaster, batch: batch, feedback: feedback) == result)
            // A small step: the quantile loss has corners.
            let worst = try Differences.worstError(of: gradients, at: forecaster.parameters, step: 1e-5) { parameters in
                var moved = forecaster
                moved.parameters = parameters
                return try engine.loss(forecaster: moved, batch: batch, feedback: feedback).mean
            }
            print("\(cell.rawValue), \(loss.name), \(feedback): largest relative error \(worst)")
            #expect(worst < 2e-7)
            #expect(gradients.prefix(forecaster.encoder.parameterCount).contains { abs($0) > 1e-3 })
        }
    }

    /// Logits `[k, B, O]` by plain steps; `truth` says whether the true values are read where they are known.
    private static func plainLogits(
        _ forecaster: SequenceForecaster<Double>, _ arrays: Arrays, truth: Bool
    ) -> [Double] {
        let (encoder, decoder) = (forecaster.encoderNetwork, forecaster.decoderNetwork)
        let outputSize = forecaster.decoder.outputSize
        var logits = [Double](repeating: 0, count: 4 * 3 * outputSize)
        for sequence in 0..<3 {
            var state = encoder.initialState(staticInputs: arrays.statics[sequence])
            for start in stride(from: 0, to: arrays.histories[sequence].count, by: 3) {
                _ = encoder.step(input: Array(arrays.histories[sequence][start..<(start + 3)]), state: &state)
            }
            var values = arrays.lastValues[sequence]
            for step in 0..<4 {
                let output = decoder.step(input: values + [arrays.covariates[sequence][step]], state: &state)
                let place = (step * 3 + sequence) * outputSize
                logits.replaceSubrange(place..<(place + outputSize), with: output)
                values = (0..<2).map { target in
                    let index = 2 * step + target
                    let own: Double =
                        switch forecaster.loss {
                        case .quantile: output[2 + target]
                        default: output[target]
                        }
                    return truth && arrays.targetWeights[sequence][index] > 0 ? arrays.targets[sequence][index] : own
                }
            }
        }
        return logits
    }

    @Test(arguments: cells, losses)
    func `forecasts and losses equal those of plain steps that feed back means or medians`(
        cell: CellKind, loss: Loss
    ) throws {
        let forecaster = try Self.forecaster(cell, loss)
        let arrays = Arrays(seed: 3)
        let batch: ForecastBatch<Double> = try arrays.batch()
        let engine = ForecasterBackpropagation(forecaster)
        let free = Self.plainLogits(forecaster, arrays, truth: false)
        let forced = Self.plainLogits(forecaster, arrays, truth: true)
        #expect(largestDifference(try engine.forecast(forecaster: forecaster, batch: batch), free) < 1e-12)
        // The loss of plain logits, as that of one batch with the targets of the forecast.
        let known = arrays.targetWeights.map { weights in
            stride(from: 0, to: 8, by: 2).map { weights[$0] + weights[$0 + 1] > 0 ? 1.0 : 0 }
        }
        for (feedback, logits) in [(DecoderFeedback.freeRunning, free), (.teacherForcing, forced)] {
            var sum = 0.0
            for (sequence, step) in (0..<3).flatMap({ sequence in (0..<4).map { (sequence, $0) } }) {
                let place = (step * 3 + sequence) * forecaster.decoder.outputSize
                sum += try LossEvaluation(
                    loss, logits: Array(logits[place..<(place + forecaster.decoder.outputSize)]),
                    targets: Array(arrays.targets[sequence][(2 * step)..<(2 * step + 2)]),
                    outputSize: forecaster.decoder.outputSize,
                    targetWeights: Array(arrays.targetWeights[sequence][(2 * step)..<(2 * step + 2)])
                ).sum
            }
            let result = try engine.loss(forecaster: forecaster, batch: batch, feedback: feedback)
            #expect(abs(result.weightedSum - sum) < 1e-12)
            #expect(result.weightSum == known.joined().reduce(0, +))
        }
        #expect(largestDifference(free, forced) > 1e-3)
    }

    @Test func `scheduled sampling lies between teacher forcing and free running`() throws {
        let forecaster = try Self.forecaster(.lstm, .meanSquaredError)
        let batch: ForecastBatch<Double> = try Arrays(seed: 4).batch()
        let engine = ForecasterBackpropagation(forecaster)
        func run(_ feedback: DecoderFeedback) throws -> (loss: BatchLoss, gradients: [Double]) {
            var gradients: [Double] = []
            let loss = try engine.lossAndGradients(
                forecaster: forecaster, batch: batch, feedback: feedback, gradients: &gradients)
            return (loss, gradients)
        }
        func scheduled(_ probability: Double, _ index: UInt64) throws -> (loss: BatchLoss, gradients: [Double]) {
            try run(.scheduledSampling(truthProbability: probability, seed: 9, index: index))
        }
        #expect(try scheduled(1, 1) == run(.teacherForcing))
        #expect(try scheduled(0, 1) == run(.freeRunning))
        #expect(try scheduled(0.5, 1) == scheduled(0.5, 1))
        #expect(try scheduled(0.5, 1).loss != scheduled(0.5, 2).loss)
        let drawn = DecoderFeedback.scheduledSampling(truthProbability: 0.3, seed: 1, index: 1)
            .readsTruth(steps: 100, batchSize: 100)
        let share = Double(drawn.filter { $0 }.count) / 10_000
        // Five standard deviations of a mean of 10,000 draws.
        #expect(abs(share - 0.3) < 5 * (0.3 * 0.7 / 10_000).squareRoot())
    }

    @Test func `a missing true value is replaced by the decoder's own, and what it is does not matter`() throws {
        let forecaster = try Self.forecaster(.gru, .meanSquaredError)
        let engine = ForecasterBackpropagation(forecaster)
        var arrays = Arrays(seed: 5)
        // Only the last step is known: teacher forcing has nothing to force.
        arrays.targetWeights = (0..<3).map { _ in [0, 0, 0, 0, 0, 0, 1, 1] }
        let batch: ForecastBatch<Double> = try arrays.batch()
        let forced = try engine.loss(forecaster: forecaster, batch: batch, feedback: .teacherForcing)
        #expect(try engine.loss(forecaster: forecaster, batch: batch) == forced)
        #expect(forced.weightSum == 3)
        arrays.targets[1][3] += 100
        let other: ForecastBatch<Double> = try arrays.batch()
        #expect(try engine.loss(forecaster: forecaster, batch: other, feedback: .teacherForcing) == forced)
    }

    @Test(arguments: cells)
    func `a batch of n equals n single batches, and Float equals Double`(cell: CellKind) throws {
        let forecaster = try Self.forecaster(cell, .gaussian)
        let arrays = Arrays(seed: 6)
        let batch: ForecastBatch<Double> = try arrays.batch()
        let engine = ForecasterBackpropagation(forecaster)
        var (together, alone, single): ([Double], [Double], [Float]) = ([], [], [])
        let loss = try engine.lossAndGradients(
            forecaster: forecaster, batch: batch, feedback: .freeRunning, gradients: &together)
        var sum = [Double](repeating: 0, count: together.count)
        for sequence in 0..<3 {
            let part = try ForecastBatch(
                inputSize: 3, targetSize: 2, horizon: 4, histories: [arrays.histories[sequence]],
                lastValues: [arrays.lastValues[sequence]], targets: [arrays.targets[sequence]],
                targetWeights: [arrays.targetWeights[sequence]], covariateSize: 1,
                covariates: [arrays.covariates[sequence]], staticInputs: [arrays.statics[sequence]])
            let partLoss = try engine.lossAndGradients(
                forecaster: forecaster, batch: part, feedback: .freeRunning, gradients: &alone)
            for index in sum.indices { sum[index] += alone[index] * partLoss.weightSum / loss.weightSum }
        }
        #expect(largestDifference(sum, together) < 1e-12)

        let floats = try SequenceForecaster<Float>(
            encoder: forecaster.encoder, covariateSize: 1, loss: .gaussian,
            parameters: forecaster.parameters.map { Float($0) })
        _ = try ForecasterBackpropagation(floats).lossAndGradients(
            forecaster: floats, batch: arrays.batch(), feedback: .freeRunning, gradients: &single)
        let difference = largestDifference(single, together)
        print("\(cell.rawValue): Float and Double gradients of a forecast differ by at most \(difference)")
        #expect(difference < 1e-4)
    }

    @Test func `a forecaster is its tensors`() throws {
        let forecaster = try Self.forecaster(.elmanJordan, .gaussian)
        let tensors = try Safetensors.decode(Safetensors.encode(tensors: forecaster.tensors())).tensors
        #expect(tensors.contains { $0.name == "decoder.weight_ch_l1" && $0.shape == [3, 4] })
        func loaded(_ tensors: [Tensor]) throws -> SequenceForecaster<Double> {
            try SequenceForecaster(
                encoder: forecaster.encoder, covariateSize: 1, loss: .gaussian, tensors: tensors)
        }
        #expect(try loaded(tensors.reversed()) == forecaster)
        #expect(throws: NetworkError.missingTensor(name: "weight_ih_l0", shape: [3, 3])) {
            try loaded(tensors.filter { $0.name != "encoder.weight_ih_l0" })
        }
        #expect(throws: NetworkError.unexpectedTensor(name: "head.bias")) {
            try loaded(tensors + [Tensor(name: "head.bias", shape: [1], values: [0.0])])
        }
    }

    @Test func `losses and networks that cannot forecast are refused`() throws {
        func forecaster(_ cell: CellKind, _ loss: Loss, both: Bool = false) throws {
            _ = try SequenceForecaster<Float>(
                encoder: NetworkArchitecture(
                    cell: cell, inputSize: 3, hiddenSize: 4, outputSize: 6, isBidirectional: both), loss: loss, seed: 1)
        }
        for loss in [Loss.binaryCrossEntropy(positiveWeight: 1), .categoricalCrossEntropy(), .quantile(levels: [0.1])] {
            let error = #expect(throws: NetworkError.self) { try forecaster(.lstm, loss) }
            guard case .unsuitableLoss = error else {
                Issue.record("\(loss): \(String(describing: error))")
                continue
            }
        }
        #expect(throws: NetworkError.self) { try forecaster(.lstm, .meanSquaredError, both: true) }
        #expect(throws: NetworkError.self) { try forecaster(.feedForward, .meanSquaredError) }
        #expect(throws: NetworkError.parameterCountMismatch(expected: 109, found: 3)) {
            try SequenceForecaster<Float>(
                encoder: NetworkArchitecture(cell: .elman, inputSize: 3, hiddenSize: 5, outputSize: 2),
                loss: .meanSquaredError, parameters: [1, 2, 3])
        }
    }

    @Test func `bad values in a batch are refused with their place`() throws {
        func refused(_ expected: NetworkError, _ change: (inout Arrays) -> Void) {
            var arrays = Arrays(seed: 7)
            change(&arrays)
            #expect(throws: expected) { try arrays.batch(Double.self) }
        }
        refused(.sequenceSizeMismatch(sequence: 1, array: "histories", expected: "at least 3", found: 0)) {
            $0.histories[1] = []
        }
        refused(.arrayCountMismatch(array: "lastValues", expected: 3, found: 2)) { $0.lastValues.removeLast() }
        refused(.sequenceSizeMismatch(sequence: 2, array: "targets", expected: "8", found: 9)) {
            $0.targets[2].append(0)
        }
        refused(.sequenceSizeMismatch(sequence: 0, array: "covariates", expected: "4", found: 3)) {
            $0.covariates[0].removeLast()
        }
        refused(.nonFiniteTarget(sequence: 1, timeStep: 2, output: 1, value: .infinity)) {
            $0.targets[1][5] = .infinity
        }
        refused(.nonFiniteInput(sequence: 0, timeStep: 3, feature: 2, value: -.infinity)) {
            $0.covariates[0][3] = -.infinity
        }
        refused(.nonFiniteInput(sequence: 2, timeStep: 0, feature: 1, value: .infinity)) {
            $0.lastValues[2][1] = .infinity
        }
        refused(.invalidLossWeight(sequence: 0, timeStep: 1, value: -1)) { $0.targetWeights[0][2] = -1 }
    }

    @Test func `a batch for another forecaster and a forecast that runs away are refused`() throws {
        let engine = ForecasterBackpropagation(try Self.forecaster(.lstm, .meanSquaredError))
        let other = try SequenceForecaster<Double>(
            encoder: Self.forecaster(.lstm, .meanSquaredError).encoder, loss: .meanSquaredError, seed: 1)
        let batch: ForecastBatch<Double> = try Arrays(seed: 8).batch()
        #expect(throws: NetworkError.batchSizeMismatch(name: "covariateSize", network: 0, batch: 1)) {
            try engine.forecast(forecaster: other, batch: batch)
        }
        var forecaster = try Self.forecaster(.lstm, .meanSquaredError)
        forecaster.parameters[forecaster.parameters.count - 2] = .infinity
        let error = #expect(throws: NetworkError.self) { try engine.forecast(forecaster: forecaster, batch: batch) }
        guard case .nonFiniteInput(0, 1, 0, .infinity) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
