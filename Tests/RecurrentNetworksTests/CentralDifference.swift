/// A derivative by a five-point rule and how well another number agrees with it.
enum CentralDifference {
    /// The derivative at 0, with an error of O(h⁴).
    ///
    /// The step is short so that a relu hardly ever changes sides within it.
    static func derivative(_ function: (Double) throws -> Double) rethrows -> Double {
        let h = 1e-4
        return try (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
    }

    /// |a − b| relative to the larger of both, not below 1e-3: rounding of the loss swamps smaller derivatives.
    static func relativeError(_ a: Double, _ b: Double) -> Double {
        let error = abs(a - b) / max(abs(a), abs(b), 1e-3)
        return error.isNaN ? .infinity : error
    }
}
