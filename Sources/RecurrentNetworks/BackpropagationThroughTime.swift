/// The loss of a batch and its gradient by every parameter, over whole sequences, many-to-many.
///
/// Forward, with packed rows (see ``SequenceBatch``) and N the number of all steps:
///
///     Z = X Wᵀ + b for all N rows at once        then step by step: cell forward (Z += H_{t−1} Uᵀ, gates, state)
///     L = H Vᵀ + c for all rows at once (cells that feed the output back do it step by step)
///
/// backward, from dL of the loss:
///
///     dH += dL V                                 then step by step, last first: cell backward, which leaves dZ
///     dW = dZᵀ X   dU = dZᵀ H_{t−1}   dC = dZᵀ Ctx   db = Σ dZ   dV = dLᵀ H   dc = Σ dL, each merged over time
///
/// An instance owns all buffers; they grow with the largest batch seen and are reused, so training allocates nothing
/// in the steady state. It is not `Sendable`: give every thread its own. Products run on the calling thread.
/// Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78 (1990).
public final class BackpropagationThroughTime<Scalar: NetworkScalar> {
    /// The architecture of the networks this instance works for.
    public let architecture: NetworkArchitecture

    let layout: ParameterLayout
    private let arena = ScalarArena<Scalar>()
    private(set) var buffers: SequenceBuffers<Scalar>

    /// Prepares for networks of one architecture; buffers come with the first batch.
    public init(architecture: NetworkArchitecture) {
        _ = OpenBLAS.singleThreaded
        self.architecture = architecture
        layout = ParameterLayout(architecture)
        buffers = SequenceBuffers(architecture, rowCount: 0, initialCount: 0, arena: arena)
    }

    /// The mean weighted loss of a batch and its gradient.
    ///
    /// - Parameter gradients: overwritten with d(mean weighted loss)/d(parameter), in the parameters' order; all 0 if
    ///   no step has a weight. Resized if it has another count.
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other; `gradients` is then untouched.
    public func lossAndGradients(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss, gradients: inout [Scalar]
    ) throws(NetworkError) -> BatchLoss {
        try check(network, batch)
        try loss.check(batch)
        runForward(network, batch, initialStates: nil)
        let sum = loss.evaluate(batch, logits: buffers.logits, dLogits: buffers.dLogits)
        clear(buffers.dHidden, batch.rowCount * architecture.hiddenSize)
        runBackward(network, batch, gradients: &gradients, wantsInitialStates: false)
        return BatchLoss(weightedSum: sum, weightSum: batch.lossWeightSum)
    }

    /// The loss of a batch without gradients, for validation.
    ///
    /// - Throws: ``NetworkError`` if network, batch and loss do not fit each other.
    public func loss(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>, loss: Loss
    ) throws(NetworkError) -> BatchLoss {
        try check(network, batch)
        try loss.check(batch)
        runForward(network, batch, initialStates: nil)
        let sum = loss.evaluate(batch, logits: buffers.logits, dLogits: nil)
        return BatchLoss(weightedSum: sum, weightSum: batch.lossWeightSum)
    }

    /// The logits `[T, B, O]` of a batch in the order its sequences were given, 0 past a sequence's end.
    ///
    /// - Throws: ``NetworkError`` if network and batch do not fit each other.
    public func forward(
        network: RecurrentNetwork<Scalar>, batch: SequenceBatch<Scalar>
    ) throws(NetworkError) -> [Scalar] {
        try check(network, batch)
        runForward(network, batch, initialStates: nil)
        return batch.padded(buffers.logits, width: architecture.outputSize)
    }

    // MARK: The walk over time

    func runForward(
        _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>, initialStates: [Scalar]?
    ) {
        buffers = SequenceBuffers(
            architecture, rowCount: batch.rowCount, initialCount: batch.activeCounts.first ?? 0, arena: arena)
        guard batch.rowCount > 0 else { return }
        fillInitialStates(batch, initialStates)
        network.withCellParameters { parameters in
            batch.inputs.withUnsafeBufferPointer { inputs in
                guard let base = inputs.baseAddress else { return }
                inputProduct(base, parameters, batch.rowCount)
            }
            switch architecture.cell {
            case .elman: walkForward(ElmanCell(architecture: architecture, parameters: parameters), batch)
            case .jordan: walkForward(JordanCell(architecture: architecture, parameters: parameters), batch)
            case .elmanJordan: walkForward(ElmanJordanCell(architecture: architecture, parameters: parameters), batch)
            case .lstm: walkForward(LSTMCell(architecture: architecture, parameters: parameters), batch)
            }
            if !architecture.cell.feedsOutputBack { head(parameters, batch.rowCount) }
        }
    }

    func runBackward(
        _ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>, gradients: inout [Scalar],
        wantsInitialStates: Bool
    ) {
        if gradients.count != layout.count { gradients = [Scalar](repeating: 0, count: layout.count) }
        guard batch.rowCount > 0 else {
            for index in gradients.indices { gradients[index] = 0 }
            return
        }
        clearCarriedGradients(batch.activeCounts[0])
        network.withCellParameters { parameters in
            if !architecture.cell.feedsOutputBack {
                Scalar.addProduct(
                    buffers.dLogits, weights: parameters.headWeights, into: buffers.dHidden, rows: batch.rowCount,
                    n: architecture.hiddenSize, k: architecture.outputSize)
            }
            switch architecture.cell {
            case .elman:
                walkBackward(ElmanCell(architecture: architecture, parameters: parameters), batch, wantsInitialStates)
            case .jordan:
                walkBackward(JordanCell(architecture: architecture, parameters: parameters), batch, wantsInitialStates)
            case .elmanJordan:
                walkBackward(
                    ElmanJordanCell(architecture: architecture, parameters: parameters), batch, wantsInitialStates)
            case .lstm:
                walkBackward(LSTMCell(architecture: architecture, parameters: parameters), batch, wantsInitialStates)
            }
        }
        batch.inputs.withUnsafeBufferPointer { inputs in
            gradients.withUnsafeMutableBufferPointer { gradients in
                guard let inputs = inputs.baseAddress, let gradients = gradients.baseAddress else { return }
                weightGradients(inputs, into: gradients, rows: batch.rowCount)
            }
        }
    }

    private func walkForward<Cell: RecurrentCell<Scalar>>(_ cell: Cell, _ batch: SequenceBatch<Scalar>) {
        let hiddenSize = architecture.hiddenSize
        let outputSize = architecture.outputSize
        for time in 0..<batch.sequenceLength {
            let rows = batch.activeCounts[time]
            let offset = batch.rowOffsets[time]
            let previousOffset = time > 0 ? batch.rowOffsets[time - 1] : nil
            let step = buffers.step(rows: rows, offset: offset, previousOffset: previousOffset)
            if let previousOffset {
                if architecture.cell.feedsHiddenBack {
                    step.previousHidden.update(
                        from: buffers.hidden + previousOffset * hiddenSize, count: rows * hiddenSize)
                }
                if architecture.cell.feedsOutputBack {
                    step.previousContext.update(
                        from: buffers.context + previousOffset * outputSize, count: rows * outputSize)
                }
            }
            cell.forward(step)
        }
    }

    private func walkBackward<Cell: RecurrentCell<Scalar>>(
        _ cell: Cell, _ batch: SequenceBatch<Scalar>, _ wantsInitialStates: Bool
    ) {
        let hiddenSize = architecture.hiddenSize
        for time in stride(from: batch.sequenceLength - 1, through: 0, by: -1) {
            let offset = batch.rowOffsets[time]
            let previousOffset = time > 0 ? batch.rowOffsets[time - 1] : nil
            let first = wantsInitialStates ? buffers.dInitialHidden : nil
            cell.backward(
                buffers.step(rows: batch.activeCounts[time], offset: offset, previousOffset: previousOffset),
                CellStepGradients(
                    dHidden: buffers.dHidden + offset * hiddenSize,
                    dPreviousHidden: previousOffset.map { buffers.dHidden + $0 * hiddenSize } ?? first,
                    dCell: buffers.dCell,
                    dContext: buffers.dContext,
                    dLogits: buffers.dLogits + offset * architecture.outputSize))
        }
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func clear(_ values: UnsafeMutablePointer<Scalar>, _ count: Int) {
        values.update(repeating: 0, count: count)
    }

    private func clearCarriedGradients(_ count: Int) {
        let cell = architecture.cell
        if cell.feedsHiddenBack { clear(buffers.dInitialHidden, count * architecture.hiddenSize) }
        if cell == .lstm { clear(buffers.dCell, count * architecture.hiddenSize) }
        if cell.feedsOutputBack { clear(buffers.dContext, count * architecture.outputSize) }
    }

    func check(_ network: RecurrentNetwork<Scalar>, _ batch: SequenceBatch<Scalar>) throws(NetworkError) {
        guard network.architecture == architecture else {
            throw NetworkError.architectureMismatch(expected: architecture, found: network.architecture)
        }
        guard network.parameters.count == layout.count else {
            throw NetworkError.parameterCountMismatch(expected: layout.count, found: network.parameters.count)
        }
        guard batch.inputSize == architecture.inputSize else {
            throw NetworkError.batchSizeMismatch(
                name: "inputSize", network: architecture.inputSize, batch: batch.inputSize)
        }
        guard batch.outputSize == architecture.outputSize else {
            throw NetworkError.batchSizeMismatch(
                name: "outputSize", network: architecture.outputSize, batch: batch.outputSize)
        }
    }
}
