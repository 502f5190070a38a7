/// A gated recurrent unit whose reset gate acts after the recurrent product.
///
///     a = W x_t + b        q = U h_{t−1} + b′, rows in the blocks r, z, n
///     r = σ(a_r + q_r)     z = σ(a_z + q_z)     n = tanh(a_n + r ⊙ q_n)
///     h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
///
/// backward, with dh_t from the head and step t+1:
///
///     da_n = dh ⊙ (1 − z) ⊙ (1 − n²)         dq_n = da_n ⊙ r
///     da_z = dh ⊙ (h_{t−1} − n) ⊙ z (1 − z)  dq_z = da_z
///     da_r = da_n ⊙ q_n ⊙ r (1 − r)          dq_r = da_r
///     dh_{t−1} += Uᵀ dq + dh ⊙ z
///
/// `U` is `[3H, H]`, PyTorch's `weight_hh_l0`; `b′` is its `bias_hh_l0`, which cannot be merged into `b` here because
/// the reset gate stands between. Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014.
struct GRUCell<Scalar: NetworkScalar>: RecurrentCell {
    private let hiddenSize: Int
    private let parameters: CellParameters<Scalar>

    init(shape: LayerShape, parameters: CellParameters<Scalar>) {
        hiddenSize = shape.hiddenSize
        self.parameters = parameters
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func forward(_ step: CellStep<Scalar>) {
        let size = hiddenSize
        for row in 0..<step.rows {
            (step.recurrentGates + row * 3 * size).update(from: parameters.recurrentBias, count: 3 * size)
        }
        Scalar.addProduct(
            step.previousHidden, stride: size, transposedWeights: parameters.recurrentWeights,
            into: step.recurrentGates, rows: step.rows, n: 3 * size, k: size)
        for row in 0..<step.rows {
            let (gates, recurrent) = (step.gates + row * 3 * size, step.recurrentGates + row * 3 * size)
            for unit in 0..<size {
                let r = Scalar.sigmoid(gates[unit] + recurrent[unit])
                let z = Scalar.sigmoid(gates[size + unit] + recurrent[size + unit])
                let n = Scalar.tanh(gates[2 * size + unit] + r * recurrent[2 * size + unit])
                (gates[unit], gates[size + unit], gates[2 * size + unit]) = (r, z, n)
                step.hidden[row * size + unit] = (1 - z) * n + z * step.previousHidden[row * size + unit]
            }
        }
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        let size = hiddenSize
        for row in 0..<step.rows {
            let (gates, recurrent) = (step.gates + row * 3 * size, step.recurrentGates + row * 3 * size)
            for unit in 0..<size {
                let (r, z, n) = (gates[unit], gates[size + unit], gates[2 * size + unit])
                let dh = gradients.dHidden[row * size + unit]
                let dn = dh * (1 - z) * (1 - n * n)
                let dz = dh * (step.previousHidden[row * size + unit] - n) * z * (1 - z)
                let dr = dn * recurrent[2 * size + unit] * r * (1 - r)
                (gates[unit], gates[size + unit], gates[2 * size + unit]) = (dr, dz, dn)
                (recurrent[unit], recurrent[size + unit], recurrent[2 * size + unit]) = (dr, dz, dn * r)
                gradients.dPreviousHidden[row * size + unit] += dh * z
            }
        }
        Scalar.addProduct(
            step.recurrentGates, weights: parameters.recurrentWeights, into: gradients.dPreviousHidden, stride: size,
            rows: step.rows, n: size, k: 3 * size)
    }
}
