/// A simple recurrent cell whose hidden activation is fed back.
///
///     z_t = W x_t + U h_{t−1} + b        h_t = tanh(z_t)
///
/// backward, with dh_t from the head and from step t+1:
///
///     dz_t = dh_t ⊙ (1 − h_t²)           dh_{t−1} += Uᵀ dz_t
///
/// `U` is `[H, H]`, PyTorch's `weight_hh_l0` of `RNN(nonlinearity="tanh")`. Elman, "Finding structure in time",
/// Cognitive Science 14 (1990).
struct ElmanCell<Scalar: NetworkScalar>: RecurrentCell {
    private let hiddenSize: Int
    private let parameters: CellParameters<Scalar>
    private let activation: HyperbolicTangentLayer<Scalar>

    init(architecture: NetworkArchitecture, parameters: CellParameters<Scalar>) {
        hiddenSize = architecture.hiddenSize
        self.parameters = parameters
        activation = HyperbolicTangentLayer(hiddenSize: architecture.hiddenSize)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func forward(_ step: CellStep<Scalar>) {
        Scalar.addProduct(
            step.previousHidden, transposedWeights: parameters.recurrentWeights, into: step.gates,
            rows: step.rows, n: hiddenSize, k: hiddenSize)
        activation.forward(step)
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        activation.backward(step, gradients)
        if let dPreviousHidden = gradients.dPreviousHidden {
            Scalar.addProduct(
                step.gates, weights: parameters.recurrentWeights, into: dPreviousHidden,
                rows: step.rows, n: hiddenSize, k: hiddenSize)
        }
    }
}
