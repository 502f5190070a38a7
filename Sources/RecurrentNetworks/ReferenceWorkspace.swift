/// A walk over time, forward and back, with the plain cells.
///
/// Forward, with packed rows (see ``SequenceGroup``) and `N` the number of all rows:
///
///     Z = X Wᵀ + b for all N rows at once        then step by step: cell forward (Z += H_{t−1} Uᵀ, gates, state)
///
/// backward, from dH of the head or the layer above:
///
///     step by step, last first: cell backward, which leaves dZ
///     dW = dZᵀ X   dU = dZᵀ H_{t−1}   dC = dZᵀ Ctx   db = Σ dZ, each over all rows at once
///
/// Werbos, "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78 (1990).
final class ReferenceWorkspace<Scalar: NetworkScalar>: LayerWorkspace {
    private let layer: ReferenceLayer<Scalar>
    private let shape: LayerShape
    private let arena = ScalarArena<Scalar>()
    private var buffers: ReferenceBuffers<Scalar>
    /// The gradients of W, U, C, b and b′ in the order of the parameters.
    private var gradients: [Scalar]

    var hidden: UnsafeMutablePointer<Scalar> { buffers.hidden }
    var hiddenStride: Int { shape.hiddenSize }

    init(layer: ReferenceLayer<Scalar>) {
        self.layer = layer
        shape = layer.shape
        buffers = ReferenceBuffers(shape, rows: 0, sequences: 0, arena: arena)
        gradients = [Scalar](repeating: 0, count: shape.parameterCount)
    }

    // MARK: Forward

    func forward(_ pass: LayerPass<Scalar>) {
        guard let parameters = layer.parameters else { preconditionFailure("no parameters are loaded") }
        let rows = pass.group.rowCount
        buffers = ReferenceBuffers(shape, rows: rows, sequences: pass.group.count, arena: arena)
        for row in 0..<rows {
            (buffers.gates + row * shape.gateRows).update(from: parameters.bias, count: shape.gateRows)
        }
        Scalar.addProduct(
            pass.inputs, stride: pass.inputStride, transposedWeights: parameters.inputWeights, into: buffers.gates,
            rows: rows, n: shape.gateRows, k: shape.inputSize)
        switch shape.cell {
        case .elman: walk(ElmanCell(shape: shape, parameters: parameters), pass)
        case .jordan: walk(JordanCell(shape: shape, parameters: parameters), pass)
        case .elmanJordan: walk(ElmanJordanCell(shape: shape, parameters: parameters), pass)
        case .lstm: walk(LSTMCell(shape: shape, parameters: parameters), pass)
        case .gru: walk(GRUCell(shape: shape, parameters: parameters), pass)
        case .feedForward: walk(FeedForwardCell(shape: shape, parameters: parameters), pass)
        }
        storeFinalStates(pass)
    }

    private func walk(_ cell: some RecurrentCell<Scalar>, _ pass: LayerPass<Scalar>) {
        for time in pass.group.steps(isReverse: shape.isReverse) {
            carry(pass, to: time)
            cell.forward(
                buffers.step(
                    shape, row: pass.group.offsets[time], rows: pass.group.counts[time], logits: pass.logits))
        }
    }

    /// Copies the state that the rows of a step read: from the step before, or for rows that begin the initial one.
    private func carry(_ pass: LayerPass<Scalar>, to time: Int) {
        let group = pass.group
        let row = group.offsets[time]
        let before = group.stepBefore(time, isReverse: shape.isReverse).map { group.offsets[$0] } ?? 0
        let carried = group.carriedRows(at: time, isReverse: shape.isReverse)
        for part in stateParts {
            let target = part.before + row * part.size
            target.update(from: part.after + before * part.size, count: carried * part.size)
            for place in carried..<group.counts[time] {
                let start = target + place * part.size
                if let states = pass.initialStates {
                    start.update(from: states + place * pass.stateStride + part.offset, count: part.size)
                } else {
                    start.update(repeating: 0, count: part.size)
                }
            }
        }
    }

    /// The parts of the state that this cell has, with their place in it: before and after a step, and its gradient.
    private var stateParts:
        [(
            before: UnsafeMutablePointer<Scalar>, after: UnsafeMutablePointer<Scalar>,
            gradient: UnsafeMutablePointer<Scalar>, size: Int, offset: Int
        )]
    {
        let (hidden, cell) = (shape.hiddenStateSize, shape.cellStateSize)
        return [
            (buffers.previousHidden, buffers.hidden, buffers.dPreviousHidden, hidden, 0),
            (buffers.previousCell, buffers.cell, buffers.dCell, cell, hidden),
            (buffers.previousContext, buffers.context, buffers.dContext, shape.contextSize, hidden + cell),
        ].filter { $0.3 > 0 }
    }

    private func storeFinalStates(_ pass: LayerPass<Scalar>) {
        guard let states = pass.finalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: shape.isReverse)
            for part in stateParts {
                (states + place * pass.stateStride + part.offset).update(
                    from: part.after + row * part.size, count: part.size)
            }
        }
    }

    // MARK: Backward

    func clearGradients() {
        for index in gradients.indices { gradients[index] = 0 }
    }

    func backward(_ pass: LayerPass<Scalar>, _ gradients: LayerGradientPass<Scalar>) {
        guard let parameters = layer.parameters else { preconditionFailure("no parameters are loaded") }
        loadFinalStateGradients(pass, gradients)
        switch shape.cell {
        case .elman: walkBack(ElmanCell(shape: shape, parameters: parameters), pass, gradients)
        case .jordan: walkBack(JordanCell(shape: shape, parameters: parameters), pass, gradients)
        case .elmanJordan: walkBack(ElmanJordanCell(shape: shape, parameters: parameters), pass, gradients)
        case .lstm: walkBack(LSTMCell(shape: shape, parameters: parameters), pass, gradients)
        case .gru: walkBack(GRUCell(shape: shape, parameters: parameters), pass, gradients)
        case .feedForward: walkBack(FeedForwardCell(shape: shape, parameters: parameters), pass, gradients)
        }
        addWeightGradients(pass)
        guard let dInputs = gradients.dInputs else { return }
        let rows = pass.group.rowCount
        if !gradients.accumulatesInputs {
            for row in 0..<rows {
                (dInputs + row * gradients.dInputStride).update(repeating: 0, count: shape.inputSize)
            }
        }
        Scalar.addProduct(
            buffers.gates, weights: parameters.inputWeights, into: dInputs, stride: gradients.dInputStride,
            rows: rows, n: shape.inputSize, k: shape.gateRows)
    }

    /// The carried gradients before the walk back: those of the final states, the hidden one added where it belongs.
    private func loadFinalStateGradients(_ pass: LayerPass<Scalar>, _ gradients: LayerGradientPass<Scalar>) {
        buffers.dCell.update(repeating: 0, count: pass.group.count * shape.cellStateSize)
        buffers.dContext.update(repeating: 0, count: pass.group.count * shape.contextSize)
        guard let states = gradients.dFinalStates else { return }
        for (place, length) in pass.group.lengths.enumerated() {
            let source = states + place * pass.stateStride
            let row = pass.group.finalRow(ofPlace: place, length: length, isReverse: shape.isReverse)
            for unit in 0..<shape.hiddenStateSize {
                gradients.dHidden[row * shape.hiddenSize + unit] += source[unit]
            }
            for part in stateParts where part.offset >= shape.hiddenStateSize {
                (part.gradient + place * part.size).update(from: source + part.offset, count: part.size)
            }
        }
    }

    private func walkBack(
        _ cell: some RecurrentCell<Scalar>, _ pass: LayerPass<Scalar>, _ gradients: LayerGradientPass<Scalar>
    ) {
        let group = pass.group
        let size = shape.hiddenSize
        for time in group.steps(isReverse: !shape.isReverse) {
            let (row, rows) = (group.offsets[time], group.counts[time])
            buffers.dPreviousHidden.update(repeating: 0, count: rows * size)
            cell.backward(
                buffers.step(shape, row: row, rows: rows, logits: pass.logits),
                CellStepGradients(
                    dHidden: gradients.dHidden + row * size, dPreviousHidden: buffers.dPreviousHidden,
                    dCell: buffers.dCell, dContext: buffers.dContext,
                    dLogits: gradients.dLogits + row * shape.contextSize))
            let carried = group.carriedRows(at: time, isReverse: shape.isReverse)
            if let before = group.stepBefore(time, isReverse: shape.isReverse) {
                let target = gradients.dHidden + group.offsets[before] * size
                for index in 0..<(carried * size) { target[index] += buffers.dPreviousHidden[index] }
            }
            guard let states = gradients.dInitialStates else { continue }
            for place in carried..<rows {
                for part in stateParts {
                    (states + place * pass.stateStride + part.offset).update(
                        from: part.gradient + place * part.size, count: part.size)
                }
            }
        }
    }

    private func addWeightGradients(_ pass: LayerPass<Scalar>) {
        let rows = pass.group.rowCount
        gradients.withUnsafeMutableBufferPointer { gradients in
            guard let base = gradients.baseAddress.map({ $0 - shape.inputWeights }) else { return }
            Scalar.addWeightGradient(
                buffers.gates, pass.inputs, stride: pass.inputStride, into: base + shape.inputWeights, rows: rows,
                m: shape.gateRows, n: shape.inputSize)
            if shape.cell.feedsHiddenBack {
                Scalar.addWeightGradient(
                    buffers.recurrentGates, buffers.previousHidden, stride: shape.hiddenSize,
                    into: base + shape.recurrentWeights, rows: rows, m: shape.gateRows, n: shape.hiddenSize)
            }
            if shape.contextSize > 0 {
                Scalar.addWeightGradient(
                    buffers.gates, buffers.previousContext, stride: shape.contextSize,
                    into: base + shape.contextWeights, rows: rows, m: shape.gateRows, n: shape.contextSize)
            }
            Scalar.addRows(buffers.gates, into: base + shape.bias, rows: rows, columns: shape.gateRows)
            if shape.cell == .gru {
                Scalar.addRows(
                    buffers.recurrentGates, into: base + shape.recurrentBias, rows: rows, columns: shape.gateRows)
            }
        }
    }

    func merge(_ other: any LayerWorkspace<Scalar>) {
        guard let other = other as? ReferenceWorkspace else { preconditionFailure("workspaces of two kinds") }
        for index in gradients.indices { gradients[index] += other.gradients[index] }
    }

    func storeGradients(into target: UnsafeMutablePointer<Scalar>) {
        for (index, gradient) in gradients.enumerated() { target[shape.inputWeights + index] = gradient }
    }
}
