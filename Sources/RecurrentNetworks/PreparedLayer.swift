internal import CRecurrentKernels

/// A layer of a ``StreamingNetwork``: the arguments of its kernel, of which only the state and the input are missing.
struct PreparedLayer {
    let isLSTM: Bool
    /// Where its parts of the state begin.
    let place: StreamingState.Place
    /// `Hp`.
    let stride: Int
    /// The panels in 16 bits; nil for full precision.
    let compressed: UnsafeMutablePointer<UInt32>?
    /// The arguments of an LSTM, and of a simple cell; only those of its own kind are used.
    let lstm: LSTMStepForward
    let simple: SimpleStepForward

    init(_ layer: FusedLayer, at place: StreamingState.Place, compressed: CompressedPanels?) {
        let shape = layer.shape
        isLSTM = shape.cell == .lstm
        self.place = place
        stride = shape.paddedHiddenSize
        self.compressed = compressed?.words
        // The panels stand in for the pointers that every step sets.
        let anywhere = layer.panels
        lstm = LSTMStepForward(
            rows: 1, inputSize: shape.inputSize, hiddenSize: shape.hiddenSize, input: anywhere, inputStride: 0,
            previousHidden: nil, previousCell: nil, hiddenStride: stride, panels: layer.panels,
            bias: layer.biasPanels, gates: nil, gateStride: 0, cell: anywhere, hidden: anywhere)
        simple = SimpleStepForward(
            rows: 1, inputSize: shape.inputSize, recurrentSize: shape.hiddenStateSize,
            contextSize: shape.contextSize, hiddenSize: shape.hiddenSize,
            activation: shape.activation == .relu ? RecurrentActivationRelu : RecurrentActivationTanh,
            input: anywhere, inputStride: 0, previousHidden: nil, hiddenStride: stride, context: nil,
            contextStride: 0, panels: layer.panels, bias: layer.biasPanels, hidden: anywhere)
    }
}
