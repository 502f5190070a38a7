extension RecurrentNetwork {
    /// The parameters as tensors, named and shaped as ``NetworkArchitecture/parameterBlocks``.
    public func tensors() -> [Tensor] {
        architecture.parameterBlocks.map { block in
            Tensor(name: block.name, shape: block.shape, values: parameters[block.range])
        }
    }

    /// A network from tensors of exactly the names and shapes the architecture needs, in any order.
    ///
    /// PyTorch keeps two biases that are only ever added: if `bias_hh_l0` is present it is added to `bias_ih_l0`.
    /// `F64`, `F32`, `F16` and `BF16` are read; values are rounded to `Scalar`.
    ///
    /// - Throws: ``NetworkError`` naming the first tensor that is missing, unknown, given twice, misshapen, of another
    ///   type or not finite.
    public init(architecture: NetworkArchitecture, tensors: [Tensor]) throws(NetworkError) {
        let blocks = architecture.parameterBlocks
        let secondBias = "bias_hh_l0"
        var byName: [String: Tensor] = [:]
        for tensor in tensors {
            guard byName.updateValue(tensor, forKey: tensor.name) == nil else {
                throw NetworkError.duplicateTensor(name: tensor.name)
            }
            guard tensor.name == secondBias || blocks.contains(where: { $0.name == tensor.name }) else {
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
            if block.name == "bias_ih_l0", let second = byName[secondBias] {
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
