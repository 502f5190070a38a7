/// The activation shared by the Elman, Jordan, Elman-Jordan and feed-forward cells: h = φ(z).
struct ActivationLayer<Scalar: NetworkScalar> {
    /// `H`.
    let hiddenSize: Int
    /// φ.
    let activation: Activation

    /// hidden = φ(gates).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func forward(_ step: CellStep<Scalar>) {
        for index in 0..<(step.rows * hiddenSize) { step.hidden[index] = activation(step.gates[index]) }
    }

    /// gates = dz = dh φ'(z).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        for index in 0..<(step.rows * hiddenSize) {
            step.gates[index] = gradients.dHidden[index] * activation.derivative(atOutput: step.hidden[index])
        }
    }
}
