extension RecurrentNetwork {
    /// One time step of one sequence.
    ///
    /// - Parameters:
    ///   - input: the `inputSize` features of the step. Not checked for NaN: a NaN ends in the logits and the state.
    ///   - state: what ``initialState()`` gave, or the step before; replaced by the state after this step.
    ///   - logits: `outputSize` scalars, overwritten.
    /// - Precondition: the three counts are those of the architecture.
    /// - Complexity: two products of a matrix and a vector; no allocation beyond a scratch buffer of a few rows.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step(
        input: UnsafeBufferPointer<Scalar>, state: inout [Scalar], logits: UnsafeMutableBufferPointer<Scalar>
    ) {
        precondition(
            input.count == architecture.inputSize, "input of \(input.count), not \(architecture.inputSize) features")
        precondition(
            state.count == architecture.stateSize, "state of \(state.count), not \(architecture.stateSize) scalars")
        precondition(
            logits.count == architecture.outputSize, "room for \(logits.count), not \(architecture.outputSize) logits")
        let gateRows = architecture.cell.gateCount * architecture.hiddenSize
        let scratchSize = gateRows + 2 * architecture.hiddenSize + architecture.outputSize
        state.withUnsafeMutableBufferPointer { state in
            withUnsafeTemporaryAllocation(of: Scalar.self, capacity: scratchSize) { scratch in
                guard let input = input.baseAddress, let state = state.baseAddress, let logits = logits.baseAddress,
                    let scratch = scratch.baseAddress
                else { return }
                scratch.initialize(repeating: 0, count: scratchSize)
                withCellParameters { parameters in
                    step(parameters, input, state, logits, scratch)
                }
            }
        }
    }

    /// One time step of one sequence; the logits come as a new array.
    ///
    /// See ``step(input:state:logits:)``.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step(input: [Scalar], state: inout [Scalar]) -> [Scalar] {
        var logits = [Scalar](repeating: 0, count: architecture.outputSize)
        input.withUnsafeBufferPointer { input in
            logits.withUnsafeMutableBufferPointer { logits in
                step(input: input, state: &state, logits: logits)
            }
        }
        return logits
    }

    /// The step on bare memory, the state read and written in place.
    ///
    /// `scratch` is gates `[G·H]`, a hidden activation that is no state (Jordan) `[H]`,
    /// tanh(c) `[H]`, outputs `[O]`.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    private func step(
        _ parameters: CellParameters<Scalar>, _ input: UnsafePointer<Scalar>, _ state: UnsafeMutablePointer<Scalar>,
        _ logits: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
    ) {
        let kind = architecture.cell
        let hiddenSize = architecture.hiddenSize
        let gateRows = kind.gateCount * hiddenSize
        let hidden = kind.feedsHiddenBack ? state : scratch + gateRows
        let cell = state + (kind == .lstm ? hiddenSize : 0)
        let context = state + (kind == .elmanJordan ? hiddenSize : 0)
        let step = CellStep(
            rows: 1, gates: scratch, previousHidden: hidden, hidden: hidden, previousCell: cell, cell: cell,
            cellTanh: scratch + gateRows + hiddenSize, previousContext: context, context: context, logits: logits,
            outputs: scratch + gateRows + 2 * hiddenSize)
        scratch.update(from: parameters.bias, count: gateRows)
        Scalar.multiplyVector(
            parameters.inputWeights, transposed: false, rows: gateRows, columns: architecture.inputSize, input,
            into: scratch)
        switch kind {
        case .elman: ElmanCell(architecture: architecture, parameters: parameters).forward(step)
        case .jordan: JordanCell(architecture: architecture, parameters: parameters).forward(step)
        case .elmanJordan: ElmanJordanCell(architecture: architecture, parameters: parameters).forward(step)
        case .lstm: LSTMCell(architecture: architecture, parameters: parameters).forward(step)
        }
        guard !kind.feedsOutputBack else { return }
        logits.update(from: parameters.headBias, count: architecture.outputSize)
        Scalar.multiplyVector(
            parameters.headWeights, transposed: false, rows: architecture.outputSize, columns: hiddenSize, hidden,
            into: logits)
    }
}
