/// One layer in one direction: its sizes, and where its blocks begin in the parameter array and in the state.
struct LayerShape: Hashable, Sendable {
    /// The cell of this layer, which in a stack may be another than the network's.
    let cell: CellKind
    /// φ.
    let activation: Activation
    /// α, where the cell has a context.
    let contextDecay: Double
    /// What is fed back, where the cell has a context.
    let contextFeedback: ContextFeedback
    /// Layer, from 0.
    let layer: Int
    /// Whether it reads the sequence from its end.
    let isReverse: Bool
    /// `D`, values read per step.
    let inputSize: Int
    /// `H`.
    let hiddenSize: Int
    /// `O`, the width of the context; 0 for cells without one.
    let contextSize: Int

    /// The first scalars of `W`, `U`, `C`, `b` and the GRU's recurrent bias; those of absent blocks mean nothing.
    let inputWeights, recurrentWeights, contextWeights, bias, recurrentBias: Int
    /// The first scalar of this layer's part of the state.
    let stateOffset: Int

    /// Scalars of all its blocks, which follow each other in the parameter array.
    var parameterCount: Int {
        gateRows * (inputSize + hiddenStateSize + contextSize + (cell == .gru ? 2 : 1))
    }
    /// `G·H`.
    var gateRows: Int { cell.gateCount * hiddenSize }
    /// Scalars of the state that are the hidden activation, `H` or 0.
    var hiddenStateSize: Int { cell.feedsHiddenBack ? hiddenSize : 0 }
    /// Scalars of the state that are the LSTM's cell, `H` or 0.
    var cellStateSize: Int { cell == .lstm ? hiddenSize : 0 }
    /// Scalars of this layer's part of the state, `h | c | context`.
    var stateSize: Int { hiddenStateSize + cellStateSize + contextSize }
}
