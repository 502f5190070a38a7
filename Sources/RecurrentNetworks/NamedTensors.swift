/// Tensors of a saved state by name, read with checks.
struct NamedTensors {
    private let byName: [String: Tensor]

    /// - Throws: ``NetworkError/duplicateTensor(name:)`` or, for a name not in `names`,
    ///   ``NetworkError/unexpectedTensor(name:)``.
    init(_ tensors: [Tensor], allowing names: [String]) throws(NetworkError) {
        var byName: [String: Tensor] = [:]
        for tensor in tensors {
            guard names.contains(tensor.name) else { throw NetworkError.unexpectedTensor(name: tensor.name) }
            guard byName.updateValue(tensor, forKey: tensor.name) == nil else {
                throw NetworkError.duplicateTensor(name: tensor.name)
            }
        }
        self.byName = byName
    }

    /// The finite elements of the one-dimensional tensor `name`, of exactly the type of the scalar.
    func values<Scalar: NetworkScalar>(_ name: String, count: Int) throws(NetworkError) -> [Scalar] {
        let tensor = try tensor(name, shape: [count])
        guard tensor.type == Scalar.tensorType, let values = tensor.values(as: Scalar.self) else {
            throw NetworkError.unsupportedTensorType(name: name, type: tensor.type)
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw NetworkError.nonFiniteParameter(block: name, index: index, value: Double(values[index]))
        }
        return values
    }

    /// The number in the tensor `name`, a scalar of type I64 and at least 0.
    func count(_ name: String) throws(NetworkError) -> Int {
        let tensor = try tensor(name, shape: [])
        guard tensor.type == .i64 else { throw NetworkError.unsupportedTensorType(name: name, type: tensor.type) }
        var bits: UInt64 = 0
        for (index, byte) in tensor.bytes.enumerated() { bits |= UInt64(byte) << (8 * index) }
        // Far more updates than anybody makes, and far from where counting on would overflow.
        guard let count = Int(exactly: Int64(bitPattern: bits)), (0...(1 << 62)).contains(count) else {
            throw NetworkError.nonFiniteParameter(block: name, index: 0, value: Double(Int64(bitPattern: bits)))
        }
        return count
    }

    private func tensor(_ name: String, shape: [Int]) throws(NetworkError) -> Tensor {
        guard let tensor = byName[name] else { throw NetworkError.missingTensor(name: name, shape: shape) }
        guard tensor.shape == shape else {
            throw NetworkError.tensorShapeMismatch(name: name, expected: shape, found: tensor.shape)
        }
        return tensor
    }
}

extension Tensor {
    /// A count as a scalar of type I64.
    init(name: String, count: Int) {
        let bits = UInt64(bitPattern: Int64(count))
        self.init(
            name: name, type: .i64, shape: [], bytes: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
    }

    /// The same elements under another name.
    func renamed(_ name: String) -> Tensor { Tensor(name: name, type: type, shape: shape, bytes: bytes) }
}
