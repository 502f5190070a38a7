import COpenBLAS

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

    /// `cblas_sgemm`.
    public static func multiply(
        _ a: UnsafePointer<Float>, transposed transposeA: Bool, _ b: UnsafePointer<Float>,
        transposed transposeB: Bool, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, beta: Float
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), 1, a, blasint(transposeA ? m : k), b, blasint(transposeB ? k : n),
            beta, c, blasint(n))
    }

    /// `cblas_sgemv`.
    public static func multiplyVector(
        _ a: UnsafePointer<Float>, transposed: Bool, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        cblas_sgemv(
            CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), 1, a,
            blasint(columns), x, 1, 1, y, 1)
    }

    /// σ(x) = 1 / (1 + e⁻ˣ), 8 lanes at a time; a value's result does not depend on its place.
    public static func applySigmoid(_ values: UnsafeMutablePointer<Float>, count: Int) {
        transform(values, count: count) { x in 1 / (exponential(-x) + 1) }
    }

    /// tanh(x) = (1 − e⁻²ˣ) / (1 + e⁻²ˣ), 8 lanes at a time; a value's result does not depend on its place.
    public static func applyTanh(_ values: UnsafeMutablePointer<Float>, count: Int) {
        transform(values, count: count) { x in
            let decayed = exponential(x * -2)
            return (1 - decayed) / (1 + decayed)
        }
    }

    /// σ(x) by `expf`.
    public static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }

    @inline(__always)
    private static func transform(
        _ values: UnsafeMutablePointer<Float>, count: Int, _ function: (SIMD8<Float>) -> SIMD8<Float>
    ) {
        let raw = UnsafeMutableRawPointer(values)
        let stride = MemoryLayout<Float>.stride
        var index = 0
        while index + 8 <= count {
            let x = raw.loadUnaligned(fromByteOffset: index * stride, as: SIMD8<Float>.self)
            raw.storeBytes(of: function(x), toByteOffset: index * stride, as: SIMD8<Float>.self)
            index += 8
        }
        guard index < count else { return }
        var tail = SIMD8<Float>()
        for lane in 0..<(count - index) { tail[lane] = values[index + lane] }
        tail = function(tail)
        for lane in 0..<(count - index) { values[index + lane] = tail[lane] }
    }

    /// eˣ = 2ⁿ eʳ with n the integer nearest to x / ln 2 and |r| ≤ ½ ln 2; x is limited to ±87.
    ///
    /// eʳ is the polynomial of Cephes `expf` (Moshier 1989), about 1 unit in the last place. ln 2 is subtracted in two
    /// parts, the first of which is exact times n. Adding 1.5 · 2²³ rounds to an integer and leaves n in the low bits,
    /// from where it is shifted into the exponent. Written with `a * b + c` because a build without `-march` turns
    /// every fused multiplication and addition into a library call.
    @inline(__always)
    private static func exponential(_ unlimited: SIMD8<Float>) -> SIMD8<Float> {
        let limit = SIMD8<Float>(repeating: 87)
        var x = unlimited
        x.replace(with: limit, where: x .> limit)
        x.replace(with: -limit, where: x .< -limit)
        let rounder = SIMD8<Float>(repeating: 0x1.8p23)
        let shifted = x * 1.442_695_04 + rounder
        let n = shifted - rounder
        let r = x - n * 0.693_359_375 - n * -2.121_944_4e-4
        var p = r * 1.987_569_1e-4 + 1.398_199_9e-3
        p = p * r + 8.333_451_9e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 1.666_666_55e-1
        p = p * r + 0.5
        p = p * (r * r) + r + 1
        let exponent = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
        let scaled = unsafeBitCast(unsafeBitCast(p, to: SIMD8<UInt32>.self) &+ exponent, to: SIMD8<Float>.self)
        // Adds 0, or NaN if x is: the shift above could make a number of a NaN with a payload.
        return scaled + (x - x)
    }
}
