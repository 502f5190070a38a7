/// Gradients of any function of the outputs, and by everything that goes in: for attribution, for decoders and tests.
extension BackpropagationThroughTime {
    /// What flows back from a batch.
    public struct Flow: Sendable {
        /// By the parameters, in their order.
        public var parameters: [Scalar]
        /// By the inputs, `[T, B, D]` in the order of the batch, 0 past a sequence's end.
        public var inputs: [Scalar]
        /// By the initial states, `[B, stateSize]`.
        public var initialStates: [Scalar]
    }

    /// Gradients of a function given by its derivatives by the logits, by the hidden activations of the top layer and
    /// by the final states.
    ///
    /// - Parameters:
    ///   - dLogits: `[T, B, O]` in the order of the batch; nil for zeros.
    ///   - dHidden: `[T, B, W]`, by what the head reads, with `W` = `H`, or 2`H` for both directions; nil for zeros.
    ///   - dFinalStates: `[B, stateSize]`; nil for zeros.
    ///   - initialStates: `[B, stateSize]`; nil for zeros, or for what the network computes from the static inputs.
    /// - Throws: ``NetworkError`` if network, batch and states do not fit each other.
    /// - Precondition: `dLogits` and `dHidden` have these shapes.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func gradients(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, dLogits: [Scalar]? = nil,
        dHidden: [Scalar]? = nil, dFinalStates: [Scalar]? = nil, initialStates: [Scalar]? = nil
    ) throws(NetworkError) -> Flow {
        try check(network, batch, initialStates)
        if let dFinalStates, dFinalStates.count != batch.batchSize * layout.stateSize {
            throw NetworkError.batchSizeMismatch(
                name: "dFinalStates", network: batch.batchSize * layout.stateSize, batch: dFinalStates.count)
        }
        var flow = Flow(
            parameters: [Scalar](repeating: 0, count: layout.count),
            inputs: [Scalar](repeating: 0, count: batch.rowCount * architecture.inputSize),
            // A sequence without steps ends in the state it began with; the others are overwritten.
            initialStates: packedStates(dFinalStates, batch))
        var top = [Scalar](repeating: 0, count: dHidden == nil ? 0 : batch.rowCount * layout.headInputSize)
        if let dHidden { pack(dHidden, batch, width: layout.headInputSize, into: &top) }
        var outputs = [Scalar](repeating: 0, count: batch.rowCount * architecture.outputSize)
        if let dLogits { pack(dLogits, batch, width: architecture.outputSize, into: &outputs) }
        let finals = dFinalStates.map { packedStates($0, batch) } ?? []
        withBatch(network, batch, initialStates, nil) { run in
            run.dLogits.update(from: outputs, count: outputs.count)
            top.withUnsafeBufferPointer { top in
                finals.withUnsafeBufferPointer { finals in
                    flow.inputs.withUnsafeMutableBufferPointer { inputs in
                        flow.initialStates.withUnsafeMutableBufferPointer { states in
                            nonisolated(unsafe) let (inputs, states) = (inputs.baseAddress, states.baseAddress)
                            runShards(batch) { worker, group in
                                let job = run.job(group)
                                worker.forward(job)
                                worker.backward(
                                    job, dTop: dHidden == nil ? nil : top.baseAddress, dInputs: inputs,
                                    dInitialStates: layout.stateSize > 0 ? states : nil,
                                    dFinalStates: dFinalStates == nil ? nil : finals.baseAddress)
                                return 0
                            }
                        }
                    }
                }
            }
            storeGradients(into: &flow.parameters)
        }
        if initialStates == nil { addInitialStateGradients(ofEmptySequencesIn: batch, to: &flow) }
        flow.inputs = flow.inputs.withUnsafeBufferPointer { inputs in
            inputs.baseAddress.map { batch.padded($0, width: architecture.inputSize) } ?? []
        }
        flow.initialStates = unpackedStates(flow.initialStates, batch)
        return flow
    }

    /// What reaches A and a of s₀ = A v + a through sequences without steps, whose states are still by place.
    private func addInitialStateGradients(ofEmptySequencesIn batch: SequenceBatch<Scalar>, to flow: inout Flow) {
        guard let blocks = layout.initialState else { return }
        let staticSize = architecture.staticSize
        for place in (batch.groups.last.map { $0.firstPlace + $0.count } ?? 0)..<batch.batchSize {
            for index in 0..<layout.stateSize {
                let gradient = flow.initialStates[place * layout.stateSize + index]
                flow.parameters[blocks.bias + index] += gradient
                for column in 0..<staticSize {
                    flow.parameters[blocks.weights + index * staticSize + column] +=
                        gradient * batch.staticInputs[place * staticSize + column]
                }
            }
        }
    }

    private func pack(
        _ values: [Scalar], _ batch: SequenceBatch<Scalar>, width: Int, into rows: inout [Scalar]
    ) {
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            batch.pack(padded: values, width: width, into: base)
        }
    }
}
