extension RecurrentNetwork {
    /// A network with fresh random parameters.
    ///
    /// Input, context and head weights are uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010), recurrent
    /// weights as `initialization` says, biases 0 except the LSTM's forget gate at 1 (Gers, Schmidhuber and Cummins
    /// 2000; Józefowicz et al. 2015). What computes the initial state begins with Glorot's weights too. Drawn in
    /// `Double` and rounded, so `Float` and `Double` networks of one seed are the same up to rounding. Every block has
    /// its own stream of the generator.
    ///
    /// - Parameters:
    ///   - seed: the same seed and architecture give the same bits.
    ///   - initialization: how recurrent weights are drawn.
    ///   - forgetGateBias: the LSTM's forget bias; 1 lets the cell remember from the start.
    public init(
        architecture: NetworkArchitecture, seed: UInt64, initialization: Initialization = .orthogonal,
        forgetGateBias: Double = 1
    ) {
        let hiddenSize = architecture.hiddenSize
        var parameters = [Scalar](repeating: 0, count: architecture.parameterCount)
        for (stream, block) in architecture.parameterBlocks.enumerated() where block.shape.count == 2 {
            var generator = CounterBasedGenerator(seed: seed, stream: UInt64(stream))
            let (rows, columns) = (block.shape[0], block.shape[1])
            let isRecurrent = block.name.hasPrefix("weight_hh")
            let values: [Double]
            switch initialization {
            case .orthogonal where isRecurrent:
                values = (0..<(rows / hiddenSize)).flatMap { _ in generator.orthogonalMatrix(size: hiddenSize) }
            case .identity where isRecurrent:
                values = block.range.indices.map { index in
                    let element = index - block.range.lowerBound
                    return (element / columns) % hiddenSize == element % columns ? 1 : 0
                }
            case .identity where block.name.hasPrefix("weight_ih"):
                values = block.range.map { _ in 0.001 * generator.nextNormal() }
            default:
                // Every gate is a layer of its own, so the fan-out of a cell's weights is `H` and not `G·H`.
                let fanOut = block.name.hasPrefix("weight_") ? hiddenSize : rows
                let limit = (6 / Double(columns + fanOut)).squareRoot()
                values = block.range.map { _ in (2 * generator.nextUnit() - 1) * limit }
            }
            for (index, value) in zip(block.range, values) { parameters[index] = Scalar(value) }
        }
        let layout = ParameterLayout(architecture)
        for layer in layout.layers where layer.cell == .lstm {
            for unit in 0..<hiddenSize { parameters[layer.bias + hiddenSize + unit] = Scalar(forgetGateBias) }
        }
        self.init(architecture: architecture, checkedParameters: parameters)
    }
}
