/// Activations and gradients in full: for tests, other losses and truncated sequences.
extension BackpropagationThroughTime {
    /// Everything the forward pass leaves behind, padded `[T, B, …]` in the order of the batch; `states` is the state
    /// after each sequence's last step, `[B, stateSize]`.
    func trace(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> (hidden: [Scalar], logits: [Scalar], states: [Scalar]) {
        try check(network, batch)
        runForward(network, batch, initialStates: initialStates)
        return (
            batch.padded(buffers.hidden, width: architecture.hiddenSize),
            batch.padded(buffers.logits, width: architecture.outputSize),
            finalStates(batch, initialStates: initialStates)
        )
    }

    /// Gradients of any loss given by its derivatives by the logits and the hidden activations.
    ///
    /// - Parameters:
    ///   - dLogits: `[T, B, O]` in the order of the batch; nil for zeros.
    ///   - dHidden: `[T, B, H]`, likewise.
    ///   - initialStates: `[B, stateSize]`; nil for zeros.
    /// - Returns: derivatives by the parameters, by the inputs `[T, B, D]` and by the initial states `[B, stateSize]`.
    func gradients(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, dLogits: [Scalar]?, dHidden: [Scalar]?,
        initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> (parameters: [Scalar], inputs: [Scalar], initialStates: [Scalar]) {
        try check(network, batch)
        runForward(network, batch, initialStates: initialStates)
        clear(buffers.dLogits, batch.rowCount * architecture.outputSize)
        if let dLogits { batch.pack(padded: dLogits, width: architecture.outputSize, into: buffers.dLogits) }
        clear(buffers.dHidden, batch.rowCount * architecture.hiddenSize)
        if let dHidden { batch.pack(padded: dHidden, width: architecture.hiddenSize, into: buffers.dHidden) }
        var parameters: [Scalar] = []
        runBackward(network, batch, gradients: &parameters, wantsInitialStates: true)
        return (parameters, inputGradients(network, batch), initialStateGradients(batch))
    }

    private func inputGradients(_ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>) -> [Scalar] {
        var rows = [Scalar](repeating: 0, count: batch.rowCount * architecture.inputSize)
        return rows.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, batch.rowCount > 0 else { return [] }
            network.withCellParameters { parameters in
                Scalar.addProduct(
                    buffers.gates, weights: parameters.inputWeights, into: base, rows: batch.rowCount,
                    n: architecture.inputSize, k: architecture.cell.gateCount * architecture.hiddenSize)
            }
            return batch.padded(base, width: architecture.inputSize)
        }
    }
}
