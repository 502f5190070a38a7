/// A hidden layer without feedback, the baseline of the recurrent cells.
///
///     z_t = W x_t + b        h_t = φ(z_t)
///
/// backward, with dh_t from the layer above:
///
///     dz_t = dh_t ⊙ φ'(z_t)
///
/// In the lowest layer x_t is the window of the latest ``NetworkArchitecture/windowSize`` steps, which makes the stack
/// a multilayer perceptron that slides over the sequence.
struct FeedForwardCell<Scalar: NetworkScalar>: RecurrentCell {
    private let activation: ActivationLayer<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        activation = ActivationLayer(hiddenSize: shape.hiddenSize, activation: shape.activation)
    }

    func forward(_ step: CellStep<Scalar>) { activation.forward(step) }

    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        activation.backward(step, gradients)
    }
}
