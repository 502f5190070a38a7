/// One layer in one direction, holding the parameters of a network in the form its kernels read.
///
/// ``ReferenceLayer`` is plain and computes in any scalar; ``FusedLayer`` runs the vector kernels in `Float`. Both
/// compute the same function, and a test compares them.
protocol RecurrentLayer<Scalar>: AnyObject {
    associatedtype Scalar: NetworkScalar

    /// Takes over the layer's blocks of a parameter array, which must stay where it is until the next call.
    func load(_ parameters: UnsafePointer<Scalar>)

    /// The activations and gradients of one thread. It must not outlive the layer.
    func makeWorkspace() -> any LayerWorkspace<Scalar>
}

/// The activations of one group in one layer, and the gradients of the layer's parameters, summed over groups.
protocol LayerWorkspace<Scalar>: AnyObject {
    associatedtype Scalar: NetworkScalar

    /// `[N, hiddenStride]`, h of every row after ``forward(_:)``; valid until the next forward pass.
    var hidden: UnsafeMutablePointer<Scalar> { get }
    /// Scalars from one row of ``hidden`` to the next; what lies past `H` is 0.
    var hiddenStride: Int { get }

    /// Walks a group and keeps what the way back needs.
    func forward(_ pass: LayerPass<Scalar>)

    /// Sets the gradients of the parameters to 0.
    func clearGradients()

    /// Walks the group of the last forward pass back, adding to the gradients of the parameters.
    func backward(_ pass: LayerPass<Scalar>, _ gradients: LayerGradientPass<Scalar>)

    /// Adds the gradients of another workspace of the same layer.
    func merge(_ other: any LayerWorkspace<Scalar>)

    /// Writes the gradients over the layer's blocks of an array in the order of the parameters.
    func storeGradients(into gradients: UnsafeMutablePointer<Scalar>)
}

/// What a layer reads in a forward pass over a group of `N` rows, and where it writes beside its hidden rows.
struct LayerPass<Scalar: NetworkScalar> {
    /// The group.
    let group: SequenceGroup
    /// `[N, D]`, with ``inputStride`` scalars from row to row.
    let inputs: UnsafePointer<Scalar>
    /// Scalars from one row of the inputs to the next.
    let inputStride: Int
    /// Scalars from one sequence's state to the next in all arrays of states.
    let stateStride: Int
    /// This layer's part of the states before the first step, by place; nil for zeros.
    let initialStates: UnsafePointer<Scalar>?
    /// Where to write this layer's part of the states after the last step, by place; nil if nobody asks.
    let finalStates: UnsafeMutablePointer<Scalar>?
    /// `[N, O]`, written by cells that feed the output back.
    let logits: UnsafeMutablePointer<Scalar>
}

/// The gradients that come into a layer from above and go out below; `d` stands for the derivative of the loss.
struct LayerGradientPass<Scalar: NetworkScalar> {
    /// `[N, hiddenStride]`, of h from above; the reference completes it with what the next step passes back.
    let dHidden: UnsafeMutablePointer<Scalar>
    /// `[N, O]`, in: of the loss; cells that feed the output back add the path through it.
    let dLogits: UnsafeMutablePointer<Scalar>
    /// `[N, D]`, where to write the gradient by the inputs; nil if nobody asks.
    let dInputs: UnsafeMutablePointer<Scalar>?
    /// Scalars from one row of ``dInputs`` to the next.
    let dInputStride: Int
    /// Whether ``dInputs`` is added to rather than overwritten.
    let accumulatesInputs: Bool
    /// This layer's part of the gradient by the initial states, by place, overwritten; nil if nobody asks.
    let dInitialStates: UnsafeMutablePointer<Scalar>?
    /// This layer's part of the gradient by the final states, by place; nil for zeros.
    let dFinalStates: UnsafePointer<Scalar>?
}
