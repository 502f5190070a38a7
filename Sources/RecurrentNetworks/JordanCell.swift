/// A simple recurrent cell whose past outputs are fed back through a decaying context.
///
///     h_t = tanh(W x_t + C ctx_t + b)     y_t = σ(V h_t + c)     ctx_{t+1} = α ctx_t + y_t
///
/// The feedback and its gradient are those of ``OutputContext``, the activation that of ``HyperbolicTangentLayer``.
struct JordanCell<Scalar: NetworkScalar>: RecurrentCell {
    private let feedback: OutputContext<Scalar>
    private let activation: HyperbolicTangentLayer<Scalar>

    init(architecture: NetworkArchitecture, parameters: CellParameters<Scalar>) {
        feedback = OutputContext(architecture: architecture, parameters: parameters)
        activation = HyperbolicTangentLayer(hiddenSize: architecture.hiddenSize)
    }

    func forward(_ step: CellStep<Scalar>) {
        feedback.addToGates(step)
        activation.forward(step)
        feedback.forward(step)
    }

    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        feedback.backwardToHidden(step, gradients)
        activation.backward(step, gradients)
        feedback.backwardToContext(step, gradients)
    }
}
