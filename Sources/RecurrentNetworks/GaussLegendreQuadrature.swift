#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Gauss and Legendre's quadrature on 0...1: exact for polynomials of degree up to 2n − 1.
///
///     ∫₀¹ f(a) da ≈ Σ w_i f(a_i)
///
/// The nodes are (1 + x_i) / 2 with the zeros x_i of the Legendre polynomial P_n, found by Newton's method, and
/// w_i = 1 / ((1 − x_i²) P_n'(x_i)²).
struct GaussLegendreQuadrature {
    /// a_i, ascending.
    private(set) var nodes: [Double]
    /// w_i, with the sum 1.
    private(set) var weights: [Double]

    /// - Precondition: `count` is at least 1.
    init(count: Int) {
        precondition(count >= 1, "a quadrature of \(count) nodes")
        nodes = [Double](repeating: 0, count: count)
        weights = nodes
        for index in 0..<count {
            // The asymptotic place of a zero, near enough for Newton's method to converge to it.
            var x = -cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            for _ in 0..<8 {
                let (value, slope) = Self.legendre(count, x)
                x -= value / slope
            }
            let slope = Self.legendre(count, x).slope
            nodes[index] = (1 + x) / 2
            weights[index] = 1 / ((1 - x * x) * slope * slope)
        }
    }

    /// P_n(x) and its derivative, by (m + 1) P_{m+1} = (2m + 1) x P_m − m P_{m−1}.
    private static func legendre(_ degree: Int, _ x: Double) -> (value: Double, slope: Double) {
        var (before, value) = (1.0, x)
        for m in 1..<max(degree, 1) {
            (before, value) = (value, (Double(2 * m + 1) * x * value - Double(m) * before) / Double(m + 1))
        }
        return (value, Double(degree) * (x * value - before) / (x * x - 1))
    }
}
