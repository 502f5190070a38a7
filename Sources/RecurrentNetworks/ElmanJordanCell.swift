/// A simple recurrent cell with both feedbacks: of the hidden activation and of the outputs.
///
///     h_t = φ(W x_t + U h_{t−1} + C ctx_t + b)     y_t = σ(V h_t + c)     ctx_{t+1} = α ctx_t + y_t
///
/// It is the ``ElmanCell`` with an ``OutputContext`` around it.
struct ElmanJordanCell<Scalar: NetworkScalar>: RecurrentCell {
    private let feedback: OutputContext<Scalar>
    private let elman: ElmanCell<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        feedback = OutputContext(shape: shape, parameters: parameters)
        elman = ElmanCell(shape: shape, parameters: parameters)
    }

    func forward(_ step: CellStep<Scalar>) {
        feedback.addToGates(step)
        elman.forward(step)
        feedback.forward(step)
    }

    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        feedback.backwardToHidden(step, gradients)
        elman.backward(step, gradients)
        feedback.backwardToContext(step, gradients)
    }
}
