#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Double: NetworkScalar {
    /// `F64`.
    public static var tensorType: TensorType { .f64 }

    /// The 64 bits of the value.
    public var tensorBits: UInt64 { bitPattern }

    /// tanh(x) by `tanh`.
    public static func tanh(_ x: Double) -> Double { _tanh(x) }

    /// σ(x) by `exp`.
    public static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

/// The C library's function, whose name the requirement of the protocol hides.
private func _tanh(_ x: Double) -> Double { tanh(x) }
