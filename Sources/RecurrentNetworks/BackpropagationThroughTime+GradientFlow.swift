/// Passes that keep every activation and every gradient on the way.
extension BackpropagationThroughTime where Scalar == Double {
    /// The derivatives of the mean loss of a batch by the packed logits, `[N, O]`.
    ///
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other.
    func logitGradients(
        network: RecurrentNetwork<Double>, batch: SequenceBatch<Double>, loss: Loss
    ) throws(NetworkError) -> [Double] {
        try check(network, batch, loss: loss, nil)
        let logits = packed(
            try forward(network: network, batch: batch), batch, width: architecture.outputSize)
        var dLogits = logits
        dLogits.withUnsafeMutableBufferPointer { dLogits in
            guard let target = dLogits.baseAddress else { return }
            batch.targetWeights.withUnsafeBufferPointer { targetWeights in
                _ = loss.evaluate(
                    targets: batch.targets, weights: batch.lossWeights,
                    targetWeights: batch.targetWeights.isEmpty ? nil : targetWeights.baseAddress,
                    rows: batch.rowCount, outputSize: architecture.outputSize,
                    scale: batch.lossWeightSum > 0 ? 1 / batch.lossWeightSum : 0, logits: logits, dLogits: target)
            }
        }
        return dLogits
    }

    /// Walks a batch forward and back and keeps everything.
    ///
    /// - Parameter dLogits: `[N, O]`, packed: the derivatives that are passed back.
    /// - Throws: ``NetworkError`` if network and batch do not fit each other.
    /// - Precondition: the layers are those of the reference implementation, which alone completes the gradient by h.
    func gradientFlow(
        network: RecurrentNetwork<Double>, batch: SequenceBatch<Double>, dLogits: [Double]
    ) throws(NetworkError) -> GradientFlow {
        try check(network, batch, nil)
        let recorders = zip(layers, layout.layers).map { layer, shape in
            RecordingLayer(layer, hiddenSize: shape.hiddenSize, rowCount: batch.rowCount)
        }
        let worker = GroupWorker(
            architecture: architecture, layers: recorders,
            head: ReferenceHead<Double>(layout: layout, outputSize: architecture.outputSize))
        var dInputs = [Double](repeating: 0, count: batch.rowCount * architecture.inputSize)
        let logits = withBatch(network, batch, nil, nil) { run in
            // The cells that feed the output back add to the derivatives by the logits.
            run.dLogits.update(from: dLogits, count: dLogits.count)
            dInputs.withUnsafeMutableBufferPointer { dInputs in
                for group in batch.groups {
                    worker.forward(run.job(group))
                    worker.backward(run.job(group), dInputs: dInputs.baseAddress)
                }
            }
            return batch.padded(run.logits, width: architecture.outputSize)
        }
        return GradientFlow(
            lengths: batch.lengths, stepCount: batch.sequenceLength,
            layers: zip(recorders, layout.layers).map { recorder, shape in
                GradientFlow.Layer(
                    layer: shape.layer, isReverse: shape.isReverse, hiddenSize: shape.hiddenSize,
                    batchSize: batch.batchSize,
                    activations: batch.padded(recorder.hidden, width: shape.hiddenSize),
                    gradients: batch.padded(recorder.dHidden, width: shape.hiddenSize))
            },
            logits: logits, dLogits: batch.padded(dLogits, width: architecture.outputSize),
            dInputs: batch.padded(dInputs, width: architecture.inputSize))
    }

    /// Padded `[T, B, width]` in the order of the batch → packed rows `[N, width]`.
    func packed(_ values: [Double], _ batch: SequenceBatch<Double>, width: Int) -> [Double] {
        var rows = [Double](repeating: 0, count: batch.rowCount * width)
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            batch.pack(padded: values, width: width, into: base)
        }
        return rows
    }
}
