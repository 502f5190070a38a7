#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Float: NetworkScalar {
    /// `F32`.
    public static var tensorType: TensorType { .f32 }

    /// The 32 bits of the value.
    public var tensorBits: UInt64 { UInt64(bitPattern) }

    /// tanh(x) by `tanhf`.
    public static func tanh(_ x: Float) -> Float { _tanh(x) }

    /// σ(x) by `expf`.
    public static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
}

/// The C library's function, whose name the requirement of the protocol hides.
private func _tanh(_ x: Float) -> Float { tanhf(x) }
