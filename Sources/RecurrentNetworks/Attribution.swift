/// The share of every input in an output of a network, and how well the shares add up.
public struct Attribution: Hashable, Sendable {
    /// `[T, D]`; positive where the input raises the output above that of the baseline.
    public let values: [Double]
    /// F(x), the output for the inputs.
    public let outputForInputs: Double
    /// F(x′), the output for the baseline.
    public let outputForBaseline: Double
    /// Points on the path from the baseline to the inputs.
    public let pointCount: Int

    /// Σ attributions − (F(x) − F(x′)), 0 but for the error of the quadrature and of rounding.
    public var completenessGap: Double { values.reduce(0, +) - (outputForInputs - outputForBaseline) }
}
