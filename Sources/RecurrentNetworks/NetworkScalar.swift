/// A floating-point type networks compute in: `Float` for work, `Double` for gradient checks.
///
/// The requirements are whole kernels, so that generic code calls them rarely and each conformance is plain concrete
/// code. All pointers are to row-major storage; none may alias another unless said so.
public protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
    /// The element type of tensors of this scalar.
    static var tensorType: TensorType { get }

    /// The bit pattern of a value as little-endian bytes are written, widened to 64 bits.
    var tensorBits: UInt64 { get }

    /// C ← op(A) · op(B) + β C, the BLAS routine `gemm` with α = 1.
    ///
    /// `op(A)` is `[m, k]`, `op(B)` is `[k, n]`, `C` is `[m, n]`; a transposed operand is stored `[k, m]` or `[n, k]`.
    /// All matrices are dense: their leading dimension is their number of columns as stored.
    static func multiply(
        _ a: UnsafePointer<Self>, transposed transposeA: Bool, _ b: UnsafePointer<Self>,
        transposed transposeB: Bool, into c: UnsafeMutablePointer<Self>, m: Int, n: Int, k: Int, beta: Self)

    /// y ← op(A) · x + y, the BLAS routine `gemv`; `A` is stored `[rows, columns]`.
    static func multiplyVector(
        _ a: UnsafePointer<Self>, transposed: Bool, rows: Int, columns: Int, _ x: UnsafePointer<Self>,
        into y: UnsafeMutablePointer<Self>)

    /// Replaces `count` values by σ(x) = 1 / (1 + e⁻ˣ); for `Float` within 1e-7 absolute.
    static func applySigmoid(_ values: UnsafeMutablePointer<Self>, count: Int)

    /// Replaces `count` values by tanh(x); for `Float` within 1.5e-7 absolute.
    static func applyTanh(_ values: UnsafeMutablePointer<Self>, count: Int)

    /// σ(x) of one value with the precision of the C library, also where it is tiny.
    static func sigmoid(_ x: Self) -> Self
}

extension NetworkScalar {
    /// C += A · Bᵀ: a layer forward.
    ///
    /// `A` is `[rows, k]`, `B` the weights `[n, k]`, `C` `[rows, n]`.
    @inline(__always)
    static func addProduct(
        _ a: UnsafePointer<Self>, transposedWeights b: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>,
        rows: Int, n: Int, k: Int
    ) {
        if rows == 1 {
            multiplyVector(b, transposed: false, rows: n, columns: k, a, into: c)
        } else {
            multiply(a, transposed: false, b, transposed: true, into: c, m: rows, n: n, k: k, beta: 1)
        }
    }

    /// C += A · B: a layer backward to its input.
    ///
    /// `A` is `[rows, k]`, `B` the weights `[k, n]`, `C` `[rows, n]`.
    @inline(__always)
    static func addProduct(
        _ a: UnsafePointer<Self>, weights b: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>,
        rows: Int, n: Int, k: Int
    ) {
        if rows == 1 {
            multiplyVector(b, transposed: true, rows: k, columns: n, a, into: c)
        } else {
            multiply(a, transposed: false, b, transposed: false, into: c, m: rows, n: n, k: k, beta: 1)
        }
    }

    /// C = Aᵀ · B: the gradient of weights, summed over rows.
    ///
    /// `A` is `[rows, m]`, `B` `[rows, n]`, `C` `[m, n]`.
    @inline(__always)
    static func weightGradient(
        _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>,
        rows: Int, m: Int, n: Int
    ) {
        multiply(a, transposed: true, b, transposed: false, into: c, m: m, n: n, k: rows, beta: 0)
    }
}
