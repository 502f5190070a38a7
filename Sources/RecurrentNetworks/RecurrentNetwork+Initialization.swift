extension RecurrentNetwork {
    /// A network with fresh random parameters.
    ///
    /// Input, context and head weights are uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010), recurrent
    /// weights orthogonal per gate (Saxe, McClelland and Ganguli 2014), biases 0 except the LSTM's forget gate at 1
    /// (Gers, Schmidhuber and Cummins 2000; Józefowicz et al. 2015). Drawn in `Double` and rounded, so `Float` and
    /// `Double` networks of one seed are the same up to rounding. Every block has its own stream of the generator.
    ///
    /// - Parameter seed: the same seed and architecture give the same bits.
    public init(architecture: NetworkArchitecture, seed: UInt64) {
        let hiddenSize = architecture.hiddenSize
        var parameters = [Scalar](repeating: 0, count: architecture.parameterCount)
        for (stream, block) in architecture.parameterBlocks.enumerated() {
            var generator = CounterBasedGenerator(seed: seed, stream: UInt64(stream))
            var values: [Double] = []
            switch block.name {
            case "weight_hh_l0":
                for _ in 0..<architecture.cell.gateCount {
                    values += generator.orthogonalMatrix(size: hiddenSize)
                }
            case "bias_ih_l0":
                values = [Double](repeating: 0, count: block.range.count)
                if architecture.cell == .lstm {
                    for index in hiddenSize..<(2 * hiddenSize) { values[index] = 1 }
                }
            case "head.bias":
                values = [Double](repeating: 0, count: block.range.count)
            default:
                // Every gate is a layer of its own, so fan-out is `H` and not `G·H`.
                let fanOut = block.name == "head.weight" ? architecture.outputSize : hiddenSize
                let limit = (6 / Double(block.shape[1] + fanOut)).squareRoot()
                values = block.range.map { _ in (2 * generator.nextUnit() - 1) * limit }
            }
            for (index, value) in zip(block.range, values) { parameters[index] = Scalar(value) }
        }
        self.init(architecture: architecture, checkedParameters: parameters)
    }
}
