/// A floating-point type networks compute in: `Float` for work, `Double` for gradient checks.
public protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
    /// The element type of tensors of this scalar.
    static var tensorType: TensorType { get }

    /// The bit pattern of a value as little-endian bytes are written, widened to 64 bits.
    var tensorBits: UInt64 { get }

    /// tanh(x) by the C library.
    static func tanh(_ x: Self) -> Self

    /// σ(x) = 1 / (1 + e⁻ˣ) by the C library, precise also where it is tiny.
    static func sigmoid(_ x: Self) -> Self
}

/// Plain matrix products, the reference that the vector kernels are compared with.
///
/// All matrices are row-major; `stride` is the distance of two rows where it may differ from the number of columns.
extension NetworkScalar {
    /// C += A · Bᵀ: a layer forward.
    ///
    /// `A` is `[rows, k]` with its stride, `B` the weights `[n, k]`, `C` `[rows, n]`.
    @_specialize(where Self == Float)
    @_specialize(where Self == Double)
    static func addProduct(
        _ a: UnsafePointer<Self>, stride: Int, transposedWeights b: UnsafePointer<Self>,
        into c: UnsafeMutablePointer<Self>, rows: Int, n: Int, k: Int
    ) {
        for row in 0..<rows {
            let (left, out) = (a + row * stride, c + row * n)
            for column in 0..<n {
                let right = b + column * k
                var sum: Self = 0
                for index in 0..<k { sum += left[index] * right[index] }
                out[column] += sum
            }
        }
    }

    /// C += A · B: a layer backward to its input.
    ///
    /// `A` is `[rows, k]`, `B` the weights `[k, n]`, `C` `[rows, n]` with its stride.
    @_specialize(where Self == Float)
    @_specialize(where Self == Double)
    static func addProduct(
        _ a: UnsafePointer<Self>, weights b: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>, stride: Int,
        rows: Int, n: Int, k: Int
    ) {
        for row in 0..<rows {
            let (left, out) = (a + row * k, c + row * stride)
            for index in 0..<k {
                let (factor, right) = (left[index], b + index * n)
                for column in 0..<n { out[column] += factor * right[column] }
            }
        }
    }

    /// C += Aᵀ · B: the gradient of weights, summed over rows.
    ///
    /// `A` is `[rows, m]`, `B` `[rows, n]` with its stride, `C` `[m, n]`.
    @_specialize(where Self == Float)
    @_specialize(where Self == Double)
    static func addWeightGradient(
        _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, stride: Int, into c: UnsafeMutablePointer<Self>,
        rows: Int, m: Int, n: Int
    ) {
        for row in 0..<rows {
            let (left, right) = (a + row * m, b + row * stride)
            for index in 0..<m {
                let (factor, out) = (left[index], c + index * n)
                for column in 0..<n { out[column] += factor * right[column] }
            }
        }
    }

    /// sum += Σ rows: the gradient of a bias.
    ///
    /// `matrix` is `[rows, columns]`.
    @_specialize(where Self == Float)
    @_specialize(where Self == Double)
    static func addRows(
        _ matrix: UnsafePointer<Self>, into sum: UnsafeMutablePointer<Self>, rows: Int, columns: Int
    ) {
        for row in 0..<rows {
            let values = matrix + row * columns
            for column in 0..<columns { sum[column] += values[column] }
        }
    }

    /// product = a ⊙ b; it may be the memory of either.
    @_specialize(where Self == Float)
    @_specialize(where Self == Double)
    static func multiply(
        _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into product: UnsafeMutablePointer<Self>, count: Int
    ) {
        for index in 0..<count { product[index] = a[index] * b[index] }
    }
}
