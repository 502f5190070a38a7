/// The activation shared by the Elman, Jordan and Elman-Jordan cells: h = tanh(z).
struct HyperbolicTangentLayer<Scalar: NetworkScalar> {
    /// `H`.
    let hiddenSize: Int

    /// hidden = tanh(gates).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func forward(_ step: CellStep<Scalar>) {
        let count = step.rows * hiddenSize
        step.hidden.update(from: step.gates, count: count)
        Scalar.applyTanh(step.hidden, count: count)
    }

    /// gates = dz = dh (1 − h²).
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        let dHidden = gradients.dHidden
        let hidden = step.hidden
        let dGates = step.gates
        for index in 0..<(step.rows * hiddenSize) {
            let h = hidden[index]
            dGates[index] = dHidden[index] * (1 - h * h)
        }
    }
}
