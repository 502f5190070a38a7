/// Writes the features of one step one after the other into memory that is there.
struct FeatureWriter {
    private let features: UnsafeMutableBufferPointer<Float>
    private var position = 0

    init(features: UnsafeMutableBufferPointer<Float>) { self.features = features }

    /// Writes a number.
    mutating func append(_ number: Float) {
        features[position] = number
        position += 1
    }

    /// Writes the levels of a number between knots; zeros for NaN.
    mutating func appendLevels(of number: Float, between knots: [Float]) {
        guard knots.count > 1 else { return }
        let levels = UnsafeMutableBufferPointer(rebasing: features[position..<(position + knots.count - 1)])
        position += levels.count
        knots.withUnsafeBufferPointer { knots in
            for index in levels.indices {
                let (low, high) = (knots[index], knots[index + 1])
                levels[index] = number > low ? (number < high ? (number - low) / (high - low) : 1) : 0
            }
        }
    }

    /// Writes highest, lowest, mean and deviation of the last values that are no NaN; zeros where all are.
    ///
    /// - Parameters:
    ///   - history: the value of a step lies at its number modulo the length.
    ///   - count: how many, at most the length.
    ///   - step: the number of the newest.
    mutating func appendStatistics(of history: UnsafeMutableBufferPointer<Float>, last count: Int, step: Int) {
        var (known, sum): (Float, Float) = (0, 0)
        var (highest, lowest) = (-Float.infinity, Float.infinity)
        // Oldest first: the sum depends on the order.
        let first = max(0, step - count + 1)
        for step in first...step {
            let value = history[step % history.count]
            if value.isNaN { continue }
            (known, sum) = (known + 1, sum + value)
            (highest, lowest) = (max(highest, value), min(lowest, value))
        }
        if known == 0 {
            for _ in 0..<4 { append(0) }
            return
        }
        let mean = sum / known
        // From the mean, not from the squares: of equal values these would leave rounding behind.
        var squares: Float = 0
        for step in first...step {
            let value = history[step % history.count]
            if !value.isNaN { squares += (value - mean) * (value - mean) }
        }
        append(highest)
        append(lowest)
        append(mean)
        append((squares / known).squareRoot())
    }
}
