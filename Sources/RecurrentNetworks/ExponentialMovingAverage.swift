#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The exponential moving average of parameters over updates, without the bias of its start.
///
///     a ← δ a + (1 − δ) θ        average = a / (1 − δᵗ), a = 0 and t = 0 at first
///
/// The average is steadier than the parameters it follows. Averaging: Polyak and Juditsky, "Acceleration of stochastic
/// approximation by averaging", SIAM Journal on Control and Optimization 30 (1992); the correction as in Kingma and
/// Ba, ICLR 2015.
public struct ExponentialMovingAverage<Scalar: NetworkScalar>: Hashable, Sendable {
    /// δ; the average reaches back about 1 / (1 − δ) updates.
    public let decay: Double
    /// t, parameters taken in.
    public private(set) var updateCount = 0
    /// a, `[parameterCount]`.
    public private(set) var sums: [Scalar]

    /// An average of nothing yet.
    ///
    /// - Precondition: the decay is in 0..<1.
    public init(parameterCount: Int, decay: Double) {
        precondition((0..<1).contains(decay), "decay is \(decay), must be in 0..<1")
        self.decay = decay
        sums = [Scalar](repeating: 0, count: parameterCount)
    }

    /// Takes in the parameters after an update.
    ///
    /// - Precondition: they have the count the average was made for.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func update(with parameters: [Scalar]) {
        precondition(
            parameters.count == sums.count, "\(parameters.count) parameters for an average of \(sums.count)")
        updateCount += 1
        let (kept, rest) = (Scalar(decay), Scalar(1 - decay))
        for index in sums.indices { sums[index] = kept * sums[index] + rest * parameters[index] }
    }

    /// The average, `[parameterCount]`; nil before the first update.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func parameters() -> [Scalar]? {
        guard updateCount > 0 else { return nil }
        let factor = Scalar(1 / (1 - pow(decay, Double(updateCount))))
        return sums.map { $0 * factor }
    }

    /// The memory: `step` `[]` of type I64 and `sums` `[parameterCount]`.
    func stateTensors() -> [Tensor] {
        [Tensor(name: "step", count: updateCount), Tensor(name: "sums", shape: [sums.count], values: sums)]
    }

    /// Takes over the memory of an average of as many parameters.
    mutating func restore(_ tensors: [Tensor]) throws(NetworkError) {
        let state = try NamedTensors(tensors, allowing: ["step", "sums"])
        let count = try state.count("step")
        sums = try state.values("sums", count: sums.count)
        updateCount = count
    }
}
