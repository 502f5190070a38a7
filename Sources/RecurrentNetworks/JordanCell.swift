/// A simple recurrent cell whose past outputs are fed back through a decaying context.
///
///     h_t = φ(W x_t + C ctx_t + b)     y_t = σ(V h_t + c)     ctx_{t+1} = α ctx_t + y_t
///
/// The feedback and its gradient are those of ``OutputContext``, the activation that of ``ActivationLayer``. With
/// φ = σ and linear outputs it is the Jordan network of SNNS.
struct JordanCell<Scalar: NetworkScalar>: RecurrentCell {
    private let feedback: OutputContext<Scalar>
    private let activation: ActivationLayer<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        feedback = OutputContext(shape: shape, parameters: parameters)
        activation = ActivationLayer(hiddenSize: shape.hiddenSize, activation: shape.activation)
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
