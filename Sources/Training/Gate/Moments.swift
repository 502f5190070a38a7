/// Number, mean and spread of numbers, one for each stay.
struct Moments: Sendable {
    private(set) var count = 0.0
    private(set) var mean = 0.0
    private var squares = 0.0

    /// Welford 1962.
    mutating func add(_ value: Double) {
        count += 1
        let difference = value - mean
        mean += difference / count
        squares += difference * (value - mean)
    }

    /// Takes in so many zeros.
    mutating func addZeros(_ zeros: Double) {
        guard zeros > 0 else { return }
        let total = count + zeros
        squares += mean * mean * count * zeros / total
        mean *= count / total
        count = total
    }

    /// The squared standard error of the mean.
    var errorSquared: Double { count > 1 ? squares / (count - 1) / count : .nan }
}
