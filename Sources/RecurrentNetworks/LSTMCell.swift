/// A long short-term memory cell with input, forget and output gates, without peepholes.
///
///     z = W x_t + U h_{t−1} + b, rows in the blocks i, f, g, o
///     i = σ(z_i)    f = σ(z_f)    g = tanh(z_g)    o = σ(z_o)
///     c_t = f ⊙ c_{t−1} + i ⊙ g              h_t = o ⊙ tanh(c_t)
///
/// backward, with dh_t from the head and step t+1, and dc_t from step t+1:
///
///     dc_t += dh_t ⊙ o ⊙ (1 − tanh²(c_t))    dc_{t−1} = dc_t ⊙ f
///     dz_i = dc_t ⊙ g ⊙ i (1 − i)            dz_f = dc_t ⊙ c_{t−1} ⊙ f (1 − f)
///     dz_g = dc_t ⊙ i ⊙ (1 − g²)             dz_o = dh_t ⊙ tanh(c_t) ⊙ o (1 − o)
///     dh_{t−1} += Uᵀ dz
///
/// `U` is `[4H, H]`, PyTorch's `weight_hh_l0`. Hochreiter and Schmidhuber, Neural Computation 9 (1997); forget gate
/// after Gers, Schmidhuber and Cummins, Neural Computation 12 (2000). The fast kernel is `LSTM.h` in `CRecurrentKernels`.
struct LSTMCell<Scalar: NetworkScalar>: RecurrentCell {
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
        Scalar.addProduct(
            step.previousHidden, stride: size, transposedWeights: parameters.recurrentWeights, into: step.gates,
            rows: step.rows, n: 4 * size, k: size)
        for row in 0..<step.rows {
            let gates = step.gates + row * 4 * size
            for unit in 0..<size {
                let inputGate = Scalar.sigmoid(gates[unit])
                let forgetGate = Scalar.sigmoid(gates[size + unit])
                let cellGate = Scalar.tanh(gates[2 * size + unit])
                let outputGate = Scalar.sigmoid(gates[3 * size + unit])
                (gates[unit], gates[size + unit]) = (inputGate, forgetGate)
                (gates[2 * size + unit], gates[3 * size + unit]) = (cellGate, outputGate)
                let c = forgetGate * step.previousCell[row * size + unit] + inputGate * cellGate
                step.cell[row * size + unit] = c
                step.hidden[row * size + unit] = outputGate * Scalar.tanh(c)
            }
        }
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func backward(_ step: CellStep<Scalar>, _ gradients: CellStepGradients<Scalar>) {
        let size = hiddenSize
        for row in 0..<step.rows {
            let gates = step.gates + row * 4 * size
            let previousCell = step.previousCell + row * size
            let dCell = gradients.dCell + row * size
            for unit in 0..<size {
                let (i, f) = (gates[unit], gates[size + unit])
                let (g, o) = (gates[2 * size + unit], gates[3 * size + unit])
                let (tanhC, dh) = (Scalar.tanh(step.cell[row * size + unit]), gradients.dHidden[row * size + unit])
                let dc = dCell[unit] + dh * o * (1 - tanhC * tanhC)
                gates[unit] = dc * g * i * (1 - i)
                gates[size + unit] = dc * previousCell[unit] * f * (1 - f)
                gates[2 * size + unit] = dc * i * (1 - g * g)
                gates[3 * size + unit] = dh * tanhC * o * (1 - o)
                dCell[unit] = dc * f
            }
        }
        Scalar.addProduct(
            step.gates, weights: parameters.recurrentWeights, into: gradients.dPreviousHidden, stride: size,
            rows: step.rows, n: size, k: 4 * size)
    }
}
