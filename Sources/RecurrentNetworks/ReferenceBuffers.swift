/// The activations and gradients of one group in a ``ReferenceWorkspace``, cut from a ``ScalarArena``.
///
/// `N` is the number of rows, `B` that of sequences, `H` the hidden size, `O` the context size, `G` the gate count.
struct ReferenceBuffers<Scalar: NetworkScalar> {
    /// `[N, G·H]`: W x + b, then gates, then d(loss)/d(W x + b); beside it U h + b′ of a GRU.
    let gates, recurrentGates: UnsafeMutablePointer<Scalar>
    /// `[N, H]`: h_t and, beside it, the h_{t−1} the same row read, so weight gradients are one product over time.
    let hidden, previousHidden: UnsafeMutablePointer<Scalar>
    /// `[N, H]`, LSTM: c_t and c_{t−1}.
    let cell, previousCell: UnsafeMutablePointer<Scalar>
    /// `[N, O]`, Jordan: the context after and before the step, and what is fed back.
    let context, previousContext, outputs: UnsafeMutablePointer<Scalar>
    /// `[B, H]`, `[B, H]`, `[B, O]`: of the state before the step being passed back.
    let dPreviousHidden, dCell, dContext: UnsafeMutablePointer<Scalar>

    /// Cuts the buffers for `rows` rows of `sequences` sequences, growing `arena` if needed.
    init(_ shape: LayerShape, rows: Int, sequences: Int, arena: ScalarArena<Scalar>) {
        let gates = rows * shape.gateRows
        let hidden = rows * shape.hiddenSize
        let cell = rows * shape.cellStateSize
        let context = rows * shape.contextSize
        let sizes = [
            gates, shape.cell == .gru ? gates : 0, hidden, hidden, cell, cell, context, context, context,
            sequences * shape.hiddenSize, sequences * shape.cellStateSize, sequences * shape.contextSize,
        ]
        let cut = arena.cut(sizes)
        self.gates = cut[0]
        recurrentGates = shape.cell == .gru ? cut[1] : cut[0]
        (self.hidden, previousHidden) = (cut[2], cut[3])
        (self.cell, previousCell) = (cut[4], cut[5])
        (self.context, previousContext, outputs) = (cut[6], cut[7], cut[8])
        (dPreviousHidden, dCell, dContext) = (cut[9], cut[10], cut[11])
    }

    /// The buffers of `rows` rows from a row on.
    func step(_ shape: LayerShape, row: Int, rows: Int, logits: UnsafeMutablePointer<Scalar>) -> CellStep<Scalar> {
        CellStep(
            rows: rows, gates: gates + row * shape.gateRows, recurrentGates: recurrentGates + row * shape.gateRows,
            previousHidden: previousHidden + row * shape.hiddenSize, hidden: hidden + row * shape.hiddenSize,
            previousCell: previousCell + row * shape.cellStateSize, cell: cell + row * shape.cellStateSize,
            previousContext: previousContext + row * shape.contextSize, context: context + row * shape.contextSize,
            logits: logits + row * shape.contextSize, outputs: outputs + row * shape.contextSize)
    }
}
