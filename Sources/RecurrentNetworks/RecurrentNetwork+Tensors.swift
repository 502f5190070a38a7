extension RecurrentNetwork {
    /// The parameters as tensors, named and shaped as ``NetworkArchitecture/parameterBlocks``.
    public func tensors() -> [Tensor] {
        architecture.parameterBlocks.map { block in
            Tensor(name: block.name, shape: block.shape, values: parameters[block.range])
        }
    }

    /// A network from tensors of exactly the names and shapes the architecture needs, in any order.
    ///
    /// PyTorch keeps two biases that are only ever added, except in a GRU: if a `bias_hh_…` is present for which the
    /// architecture has no block, it is added to `bias_ih_…`. `nn.LSTM`, `nn.RNN` and `nn.GRU` load as they are, with
    /// a `head` beside them.
    /// `F64`, `F32`, `F16` and `BF16` are read; values are rounded to `Scalar`.
    ///
    /// - Throws: ``NetworkError`` naming the first tensor that is missing, unknown, given twice, misshapen, of another
    ///   type or not finite.
    public init(architecture: NetworkArchitecture, tensors: [Tensor]) throws(NetworkError) {
        let blocks = architecture.parameterBlocks
        let ownNames = Set(blocks.map(\.name))
        let secondBiases = Dictionary(
            uniqueKeysWithValues: blocks.filter { $0.name.hasPrefix("bias_ih") }.map {
                ($0.name, "bias_hh" + $0.name.dropFirst("bias_ih".count))
            }.filter { !ownNames.contains($0.1) })
        let knownNames = ownNames.union(secondBiases.values)
        var byName: [String: Tensor] = [:]
        for tensor in tensors {
            guard byName.updateValue(tensor, forKey: tensor.name) == nil else {
                throw NetworkError.duplicateTensor(name: tensor.name)
            }
            guard knownNames.contains(tensor.name) else {
                throw NetworkError.unexpectedTensor(name: tensor.name)
            }
        }
        // Before anything of the stated size is allocated: a small file may state an enormous network.
        let found = try blocks.map { block throws(NetworkError) in
            guard let tensor = byName[block.name] else {
                throw NetworkError.missingTensor(name: block.name, shape: block.shape)
            }
            guard tensor.shape == block.shape else {
                throw NetworkError.tensorShapeMismatch(
                    name: tensor.name, expected: block.shape, found: tensor.shape)
            }
            return tensor
        }
        var parameters = [Scalar](repeating: 0, count: architecture.parameterCount)
        for (block, tensor) in zip(blocks, found) {
            var values: [Double] = try Self.checkedValues(tensor, shape: block.shape)
            if let second = secondBiases[block.name].flatMap({ byName[$0] }) {
                let added = try Self.checkedValues(second, shape: block.shape)
                for index in values.indices { values[index] += added[index] }
            }
            for (index, value) in zip(block.range, values) { parameters[index] = Scalar(value) }
        }
        // Checks again: a finite `Double` may be beyond the range of `Float`.
        try self.init(architecture: architecture, parameters: parameters)
    }

    private static func checkedValues(_ tensor: Tensor, shape: [Int]) throws(NetworkError) -> [Double] {
        guard tensor.shape == shape else {
            throw NetworkError.tensorShapeMismatch(name: tensor.name, expected: shape, found: tensor.shape)
        }
        guard let values = tensor.values(as: Double.self) else {
            throw NetworkError.unsupportedTensorType(name: tensor.name, type: tensor.type)
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw NetworkError.nonFiniteParameter(block: tensor.name, index: index, value: values[index])
        }
        return values
    }
}
