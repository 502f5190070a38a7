/// One time step of a recurrent layer, forward next to its backward, for any number of sequences at once.
///
/// The plain reference, for any scalar. The cell knows nothing of time: the walk over a sequence gives it the input
/// product W x + b in ``CellStep/gates``, and turns the gradients it leaves there into those of the weights.
protocol RecurrentCell<Scalar> {
    associatedtype Scalar: NetworkScalar

    /// A cell that borrows `parameters`, valid no longer than they are.
    init(shape: LayerShape, parameters: CellParameters<Scalar>)

    /// Computes the step's hidden activation and carried state.
    func forward(_ step: CellStep<Scalar>)

    /// Passes the gradient back through the step, leaving d(loss)/d(W x + b) in ``CellStep/gates``.
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>)
}
