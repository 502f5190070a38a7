/// A simple recurrent cell whose hidden activation is fed back.
///
///     z_t = W x_t + U h_{t−1} + b        h_t = φ(z_t)
///
/// backward, with dh_t from the head and from step t+1:
///
///     dz_t = dh_t ⊙ φ'(z_t)              dh_{t−1} += Uᵀ dz_t
///
/// `U` is `[H, H]`, PyTorch's `weight_hh_l0` of `RNN`; φ is tanh or relu there. Elman, "Finding structure in time",
/// Cognitive Science 14 (1990). The fast kernel is `Simple.h` in `CRecurrentKernels`.
struct ElmanCell<Scalar: NetworkScalar>: RecurrentCell {
    private let hiddenSize: Int
    private let parameters: CellParameters<Scalar>
    private let activation: ActivationLayer<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        hiddenSize = shape.hiddenSize
        self.parameters = parameters
        activation = ActivationLayer(hiddenSize: shape.hiddenSize, activation: shape.activation)
    }

    func forward(_ step: CellStep<Scalar>) {
        Scalar.addProduct(
            step.previousHidden, stride: hiddenSize, transposedWeights: parameters.recurrentWeights, into: step.gates,
            rows: step.rows, n: hiddenSize, k: hiddenSize)
        activation.forward(step)
    }

    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        activation.backward(step, gradients)
        Scalar.addProduct(
            step.gates, weights: parameters.recurrentWeights, into: gradients.dPreviousHidden, stride: hiddenSize,
            rows: step.rows, n: hiddenSize, k: hiddenSize)
    }
}
