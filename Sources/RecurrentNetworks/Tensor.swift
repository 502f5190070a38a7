/// A named array with a shape, as a safetensors file holds it.
public struct Tensor: Hashable, Sendable {
    /// The name, unique in a file.
    public let name: String
    /// The element type of ``bytes``.
    public let type: TensorType
    /// Extents, slowest first, with the product ``count``; empty for a scalar.
    public let shape: [Int]
    /// The elements, little-endian, row-major, without padding.
    public let bytes: [UInt8]

    /// Elements in the tensor.
    public var count: Int { bytes.count / type.byteCount }

    /// A tensor from its bytes.
    ///
    /// - Precondition: the shape fits the bytes.
    public init(name: String, type: TensorType, shape: [Int], bytes: [UInt8]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && shape.reduce(type.byteCount, *) == bytes.count,
            "\(bytes.count) bytes for the shape \(shape) of \(type.rawValue)")
        self.name = name
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }

    /// A tensor of the scalar's own type, `F32` or `F64`.
    ///
    /// - Precondition: the shape fits the values.
    public init<Scalar: NetworkScalar>(name: String, shape: [Int], values: some Collection<Scalar>) {
        let type = Scalar.tensorType
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * type.byteCount)
        for value in values {
            let bits = value.tensorBits
            for byte in 0..<type.byteCount { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * byte))) }
        }
        self.init(name: name, type: type, shape: shape, bytes: bytes)
    }

    /// The elements rounded to the nearest value of another floating-point type; nil unless they are `F64`, `F32`,
    /// `F16` or `BF16`.
    public func values<Scalar: NetworkScalar>(as: Scalar.Type = Scalar.self) -> [Scalar]? {
        switch type {
        case .f64: elements { Scalar(Double(bitPattern: $0)) }
        case .f32: elements { Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
        case .bf16: elements { Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16)) }
        case .f16: elements { Scalar(Self.binary16(UInt16(truncatingIfNeeded: $0))) }
        default: nil
        }
    }

    private func elements<Scalar>(_ convert: (UInt64) -> Scalar) -> [Scalar] {
        let size = type.byteCount
        return (0..<count).map { index in
            var bits: UInt64 = 0
            for byte in 0..<size { bits |= UInt64(bytes[index * size + byte]) << (8 * byte) }
            return convert(bits)
        }
    }

    /// IEEE 754 binary16 by its fields, because `Float16` does not exist on every platform.
    private static func binary16(_ bits: UInt16) -> Float {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        let magnitude: Float =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
            }
        return bits >> 15 == 0 ? magnitude : -magnitude
    }
}
