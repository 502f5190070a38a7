import COpenBLAS

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

    /// `cblas_dgemm`.
    public static func multiply(
        _ a: UnsafePointer<Double>, transposed transposeA: Bool, _ b: UnsafePointer<Double>,
        transposed transposeB: Bool, into c: UnsafeMutablePointer<Double>, m: Int, n: Int, k: Int, beta: Double
    ) {
        cblas_dgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), 1, a, blasint(transposeA ? m : k), b, blasint(transposeB ? k : n),
            beta, c, blasint(n))
    }

    /// `cblas_dgemv`.
    public static func multiplyVector(
        _ a: UnsafePointer<Double>, transposed: Bool, rows: Int, columns: Int, _ x: UnsafePointer<Double>,
        into y: UnsafeMutablePointer<Double>
    ) {
        cblas_dgemv(
            CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), 1, a,
            blasint(columns), x, 1, 1, y, 1)
    }

    /// σ by the C library's `exp`.
    public static func applySigmoid(_ values: UnsafeMutablePointer<Double>, count: Int) {
        for index in 0..<count { values[index] = sigmoid(values[index]) }
    }

    /// The C library's `tanh`.
    public static func applyTanh(_ values: UnsafeMutablePointer<Double>, count: Int) {
        for index in 0..<count { values[index] = tanh(values[index]) }
    }

    /// σ(x) by `exp`.
    public static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
