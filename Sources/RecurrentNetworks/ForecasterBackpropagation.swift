/// The loss of forecasts and its gradient by every parameter of encoder and decoder, and forecasts themselves.
///
/// The decoder runs in segments: a new one begins at each step that reads any of the decoder's own values. Teacher
/// forcing is one segment of `k` steps, free running `k` segments of one. Backward, last segment first:
///
///     dl_j += what the next segment passes back to the values it read
///     ds    = what the next segment passes back to its initial state, at last to the encoder's final state
///
/// so the gradient is that of the whole forecast, also through the outputs fed back. Nothing is dropped between
/// layers. An instance owns its buffers and is not `Sendable`.
public final class ForecasterBackpropagation<Scalar: NetworkScalar> {
    private let encoder: BackpropagationThroughTime<Scalar>
    private let decoder: BackpropagationThroughTime<Scalar>

    /// Prepares for forecasters with the architectures of one.
    public init(
        _ forecaster: SequenceForecaster<Scalar>, threadCount: Int = 1,
        implementation: BackpropagationThroughTime<Scalar>.Implementation = .fused
    ) {
        encoder = BackpropagationThroughTime(
            architecture: forecaster.encoder, threadCount: threadCount, implementation: implementation)
        decoder = BackpropagationThroughTime(
            architecture: forecaster.decoder, threadCount: threadCount, implementation: implementation)
    }

    /// The mean loss of a batch and its gradient.
    ///
    /// The loss is Σ v · loss / W with the target weights v and W the number of steps at which any target counts.
    ///
    /// - Parameters:
    ///   - feedback: what the decoder reads.
    ///   - gradients: overwritten with d(mean loss)/d(parameter), in the parameters' order.
    /// - Throws: ``NetworkError`` if forecaster and batch do not fit each other, or
    ///   ``NetworkError/nonFiniteInput(sequence:timeStep:feature:value:)`` for a value fed back that is not finite;
    ///   `gradients` is then untouched.
    public func lossAndGradients(
        forecaster: SequenceForecaster<Scalar>, batch: ForecastBatch<Scalar>, feedback: DecoderFeedback,
        gradients: inout [Scalar]
    ) throws(NetworkError) -> BatchLoss {
        let (encoderNetwork, decoderNetwork) = (forecaster.encoderNetwork, forecaster.decoderNetwork)
        let run = try run(forecaster, batch, feedback)
        var (result, dLogits) = evaluate(forecaster, batch, run.logits)
        var dStates = [Scalar](repeating: 0, count: batch.batchSize * forecaster.decoder.stateSize)
        var dDecoder = [Scalar](repeating: 0, count: decoderNetwork.parameters.count)
        let stepSize = batch.batchSize * forecaster.decoder.outputSize
        for segment in run.segments.reversed() {
            let range = (segment.steps.lowerBound * stepSize)..<(segment.steps.upperBound * stepSize)
            let flow = try decoder.gradients(
                network: decoderNetwork, batch: segment.batch, dLogits: Array(dLogits[range]), dFinalStates: dStates,
                initialStates: segment.initialStates)
            dStates = flow.initialStates
            for index in dDecoder.indices { dDecoder[index] += flow.parameters[index] }
            passBack(flow.inputs, from: segment.steps.lowerBound, forecaster, batch, run, into: &dLogits)
        }
        gradients =
            try encoder.gradients(
                network: encoderNetwork, batch: batch.histories, dFinalStates: dStates
            ).parameters + dDecoder
        return result
    }

    /// The mean loss of a batch, by default of forecasts as in use.
    ///
    /// - Throws: ``NetworkError`` if forecaster and batch do not fit each other, or for a value fed back that is not
    ///   finite.
    public func loss(
        forecaster: SequenceForecaster<Scalar>, batch: ForecastBatch<Scalar>,
        feedback: DecoderFeedback = .freeRunning
    ) throws(NetworkError) -> BatchLoss {
        evaluate(forecaster, batch, try run(forecaster, batch, feedback).logits).loss
    }

    /// The logits `[k, B, O]` of the steps after each history; the targets of the batch are not looked at.
    ///
    /// ``SequenceForecaster/values(ofLogits:)`` are the values forecast; the other logits of a Gaussian or quantile
    /// loss say how sure they are.
    ///
    /// - Throws: ``NetworkError`` if forecaster and batch do not fit each other, or for a value fed back that is not
    ///   finite.
    public func forecast(
        forecaster: SequenceForecaster<Scalar>, batch: ForecastBatch<Scalar>
    ) throws(NetworkError) -> [Scalar] {
        try run(forecaster, batch, .freeRunning).logits
    }

    // MARK: Forward

    /// Steps that the decoder runs without reading its own values in between.
    private struct Segment {
        let steps: Range<Int>
        let batch: SequenceBatch<Scalar>
        let initialStates: [Scalar]
    }

    /// What a forward pass leaves for the backward pass.
    private struct Run {
        var segments: [Segment] = []
        /// `[k, B, O]`.
        var logits: [Scalar] = []
        /// `[k, B, K]`, whether the decoder reads its own value of the step before.
        let readsOwn: [Bool]
    }

    private func run(
        _ forecaster: SequenceForecaster<Scalar>, _ batch: ForecastBatch<Scalar>, _ feedback: DecoderFeedback
    ) throws(NetworkError) -> Run {
        for (name, network, found) in [
            ("targetSize", forecaster.targetSize, batch.targetSize),
            ("covariateSize", forecaster.covariateSize, batch.covariateSize),
        ] where network != found {
            throw NetworkError.batchSizeMismatch(name: name, network: network, batch: found)
        }
        let network = forecaster.decoderNetwork
        var run = Run(readsOwn: readsOwn(batch, feedback))
        var states = try encoder.forwardWithStates(network: forecaster.encoderNetwork, batch: batch.histories).states
        for steps in segments(batch, run.readsOwn) {
            let inputs = try inputs(steps, forecaster, batch, run)
            let segment = Segment(
                steps: steps, batch: try SequenceBatch(inputSize: forecaster.decoder.inputSize, inputs: inputs),
                initialStates: states)
            let result = try decoder.forwardWithStates(
                network: network, batch: segment.batch, initialStates: states)
            states = result.states
            run.logits += result.logits
            run.segments.append(segment)
        }
        return run
    }

    /// Step 0 reads the last known values, a later one its own values where it should or the true ones are missing.
    private func readsOwn(_ batch: ForecastBatch<Scalar>, _ feedback: DecoderFeedback) -> [Bool] {
        let (size, count) = (batch.targetSize, batch.batchSize)
        let readsTruth = feedback.readsTruth(steps: batch.horizon, batchSize: count)
        return (0..<(batch.horizon * count * size)).map { index in
            index >= count * size && !(readsTruth[index / size] && batch.targetWeights[index - count * size] > 0)
        }
    }

    private func segments(_ batch: ForecastBatch<Scalar>, _ readsOwn: [Bool]) -> [Range<Int>] {
        let stepSize = batch.batchSize * batch.targetSize
        let starts = (0..<batch.horizon).filter { step in
            step == 0 || readsOwn[(step * stepSize)..<((step + 1) * stepSize)].contains(true)
        }
        return zip(starts, starts.dropFirst() + [batch.horizon]).map { $0..<$1 }
    }

    /// Per sequence the `[steps, K + C]` values that the decoder reads.
    private func inputs(
        _ steps: Range<Int>, _ forecaster: SequenceForecaster<Scalar>, _ batch: ForecastBatch<Scalar>, _ run: Run
    ) throws(NetworkError) -> [[Scalar]] {
        let (count, size, extra) = (batch.batchSize, batch.targetSize, batch.covariateSize)
        var inputs = [[Scalar]](repeating: [], count: count)
        for step in steps {
            for sequence in 0..<count {
                let row = step * count + sequence
                for target in 0..<size {
                    let before = (row - count) * size + target
                    var value = step == 0 ? batch.lastValues[row * size + target] : batch.targets[before]
                    if run.readsOwn[row * size + target] {
                        value = run.logits[ownLogit(row: row, target: target, forecaster, batch)]
                    }
                    guard value.isFinite else {
                        throw NetworkError.nonFiniteInput(
                            sequence: sequence, timeStep: step, feature: target, value: Double(value))
                    }
                    inputs[sequence].append(value)
                }
                inputs[sequence] += batch.covariates[(row * extra)..<((row + 1) * extra)]
            }
        }
        return inputs
    }

    /// The logit of the step before that a row of `[k, B]` reads as a target's value.
    private func ownLogit(
        row: Int, target: Int, _ forecaster: SequenceForecaster<Scalar>, _ batch: ForecastBatch<Scalar>
    ) -> Int {
        (row - batch.batchSize) * forecaster.decoder.outputSize + forecaster.valueOffset + target
    }

    // MARK: Loss and backward

    private func evaluate(
        _ forecaster: SequenceForecaster<Scalar>, _ batch: ForecastBatch<Scalar>, _ logits: [Scalar]
    ) -> (loss: BatchLoss, dLogits: [Scalar]) {
        var dLogits = [Scalar](repeating: 0, count: logits.count)
        let sum = forecaster.loss.evaluate(
            targets: batch.targets, weights: batch.lossWeights, targetWeights: batch.targetWeights,
            rows: batch.horizon * batch.batchSize, outputSize: forecaster.decoder.outputSize,
            scale: batch.lossWeightSum > 0 ? 1 / batch.lossWeightSum : 0, logits: logits, dLogits: &dLogits)
        return (BatchLoss(weightedSum: sum, weightSum: batch.lossWeightSum), dLogits)
    }

    /// Adds the gradient by the first inputs of a segment to that by the logits they were read from.
    private func passBack(
        _ dInputs: [Scalar], from step: Int, _ forecaster: SequenceForecaster<Scalar>, _ batch: ForecastBatch<Scalar>,
        _ run: Run, into dLogits: inout [Scalar]
    ) {
        for sequence in 0..<batch.batchSize {
            let row = step * batch.batchSize + sequence
            for target in 0..<batch.targetSize where run.readsOwn[row * batch.targetSize + target] {
                dLogits[ownLogit(row: row, target: target, forecaster, batch)] +=
                    dInputs[sequence * forecaster.decoder.inputSize + target]
            }
        }
    }
}
