/// The buffers of one time step of `rows` sequences, as a cell reads and writes them.
///
/// `H` is the hidden size, `O` the output size, `G` the gate count; matrices are dense and row-major. Parts a cell
/// does not have are pointers to nothing and must not be touched. An input of the state may be the same memory as
/// its output (``previousCell`` and ``cell``, ``previousContext`` and ``context``, for the simple cells also
/// ``previousHidden`` and ``hidden``): streaming one step at a time overwrites the state in place.
struct CellStep<Scalar: NetworkScalar> {
    /// Sequences running at this step.
    let rows: Int
    /// `[rows, G·H]`; in: W x + b, out: the activated gates, which backward replaces by d(loss)/d(W x + b).
    let gates: UnsafeMutablePointer<Scalar>
    /// `[rows, G·H]`, GRU: U h + b′, which backward replaces by its derivative; for the other cells it is ``gates``.
    let recurrentGates: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, h of the step before.
    let previousHidden: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, h of this step.
    let hidden: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, c of the step before (LSTM).
    let previousCell: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, c of this step (LSTM).
    let cell: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, the context this step reads (Jordan).
    let previousContext: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, the context the next step reads (Jordan).
    let context: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, V h + c; written by the cell only if it feeds the output back.
    let logits: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, what is fed back, σ(logits) or the logits (Jordan).
    let outputs: UnsafeMutablePointer<Scalar>
}

/// The gradient buffers of one time step; `d` stands for the derivative of the loss.
struct CellStepGradients<Scalar: NetworkScalar> {
    /// `[rows, H]`; in: what the head and the next step passed back; complete when the cell returns.
    let dHidden: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, accumulated.
    let dPreviousHidden: UnsafeMutablePointer<Scalar>
    /// `[rows, H]`, in: of ``CellStep/cell`` from the next step, out: of ``CellStep/previousCell`` (LSTM).
    let dCell: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, in: of ``CellStep/context``, out: of ``CellStep/previousContext`` (Jordan).
    let dContext: UnsafeMutablePointer<Scalar>
    /// `[rows, O]`, in: of the loss, out: with the path through the fed-back output added (Jordan).
    let dLogits: UnsafeMutablePointer<Scalar>
}
