/// The activations and gradients of one batch, cut from a ``ScalarArena``.
///
/// `N` is the sum of the sequence lengths, `B` the number of sequences running at step 0, `H` the hidden and `O` the
/// output size, `G` the gate count. Rows are packed as in ``SequenceBatch``: step after step, within a step longest
/// sequence first, so a step's rows are contiguous and the sequences of step t+1 are the first rows of step t.
struct SequenceBuffers<Scalar: NetworkScalar> {
    /// `[N, G·H]`: pre-activations, then gates, then d(loss)/d(pre-activations).
    let gates: UnsafeMutablePointer<Scalar>
    /// `[N, H]`: h_t and, beside it, the h_{t−1} the same row read, so weight gradients are one product over time.
    let hidden, previousHidden: UnsafeMutablePointer<Scalar>
    /// `[N, H]`, LSTM: c_t and tanh(c_t); `[B, H]`: c before the first step.
    let cell, cellTanh, initialCell: UnsafeMutablePointer<Scalar>
    /// `[N, O]`, Jordan: the context after and before the step, and σ(logits).
    let context, previousContext, outputs: UnsafeMutablePointer<Scalar>
    /// `[N, O]`: V h + c and its derivative.
    let logits, dLogits: UnsafeMutablePointer<Scalar>
    /// `[N, H]`: d(loss)/d(h_t).
    let dHidden: UnsafeMutablePointer<Scalar>
    /// `[B, H]`, `[B, H]`, `[B, O]`: of the state before the step being passed back, finally of the initial state.
    let dInitialHidden, dCell, dContext: UnsafeMutablePointer<Scalar>

    private let hiddenSize: Int
    private let outputSize: Int
    private let gateRows: Int

    /// Cuts the buffers for `rowCount` rows of which `initialCount` belong to step 0, growing `arena` if needed.
    init(_ architecture: NetworkArchitecture, rowCount: Int, initialCount: Int, arena: ScalarArena<Scalar>) {
        let kind = architecture.cell
        hiddenSize = architecture.hiddenSize
        outputSize = architecture.outputSize
        gateRows = kind.gateCount * hiddenSize
        let cellSize = kind == .lstm ? hiddenSize : 0
        let contextSize = kind.feedsOutputBack ? outputSize : 0
        let recurrentSize = kind.feedsHiddenBack ? hiddenSize : 0

        let count =
            Self.rounded(rowCount * gateRows) + 2 * Self.rounded(rowCount * hiddenSize)
            + Self.rounded(rowCount * recurrentSize) + 2 * Self.rounded(rowCount * cellSize)
            + 3 * Self.rounded(rowCount * contextSize) + 2 * Self.rounded(rowCount * outputSize)
            + 2 * Self.rounded(initialCount * cellSize) + Self.rounded(initialCount * recurrentSize)
            + Self.rounded(initialCount * contextSize)
        arena.reserve(count)

        var next = arena.base
        func take(_ count: Int) -> UnsafeMutablePointer<Scalar> {
            defer { next += Self.rounded(count) }
            return next
        }
        gates = take(rowCount * gateRows)
        hidden = take(rowCount * hiddenSize)
        dHidden = take(rowCount * hiddenSize)
        previousHidden = take(rowCount * recurrentSize)
        cell = take(rowCount * cellSize)
        cellTanh = take(rowCount * cellSize)
        context = take(rowCount * contextSize)
        previousContext = take(rowCount * contextSize)
        outputs = take(rowCount * contextSize)
        logits = take(rowCount * outputSize)
        dLogits = take(rowCount * outputSize)
        initialCell = take(initialCount * cellSize)
        dCell = take(initialCount * cellSize)
        dInitialHidden = take(initialCount * recurrentSize)
        dContext = take(initialCount * contextSize)
    }

    /// The buffers of a step whose rows start at `offset`; `previousOffset` is where the step before starts.
    func step(rows: Int, offset: Int, previousOffset: Int?) -> CellStep<Scalar> {
        CellStep(
            rows: rows,
            gates: gates + offset * gateRows,
            previousHidden: previousHidden + offset * hiddenSize,
            hidden: hidden + offset * hiddenSize,
            previousCell: previousOffset.map { cell + $0 * hiddenSize } ?? initialCell,
            cell: cell + offset * hiddenSize,
            cellTanh: cellTanh + offset * hiddenSize,
            previousContext: previousContext + offset * outputSize,
            context: context + offset * outputSize,
            logits: logits + offset * outputSize,
            outputs: outputs + offset * outputSize)
    }

    private static func rounded(_ count: Int) -> Int {
        let alignment = ScalarArena<Scalar>.alignment
        return (count + alignment - 1) / alignment * alignment
    }
}
