internal import CRecurrentKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Loss {
    /// The weighted loss of any contiguous range of packed rows and its derivative by the logits.
    ///
    /// `K` is ``targetSize(outputSize:)`` of `outputSize` = `O`.
    ///
    /// - Parameters:
    ///   - targets: `[rows, K]`.
    ///   - weights: `[rows]`, the step weights.
    ///   - targetWeights: `[rows, K]`, weights of single targets, for missing ones 0; nil for 1.
    ///   - scale: what the derivatives are multiplied with, 1 / W.
    ///   - logits: `[rows, O]`.
    ///   - dLogits: `[rows, O]`, overwritten, 0 where a weight is 0; nil when only the loss is wanted.
    /// - Returns: Σ w v · loss, not scaled, summed in `Double` in the order of the rows.
    /// - Precondition: the loss is valid and fits `outputSize`.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    func evaluate<Scalar: NetworkScalar>(
        targets: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>, targetWeights: UnsafePointer<Scalar>?,
        rows: Int, outputSize: Int, scale: Double, logits: UnsafePointer<Scalar>,
        dLogits: UnsafeMutablePointer<Scalar>?
    ) -> Double {
        func range(targetSize: Int) -> LossRows<Scalar> {
            LossRows(
                count: rows, targetSize: targetSize, outputSize: outputSize, targets: targets, weights: weights,
                targetWeights: targetWeights, logits: logits, dLogits: dLogits, scale: scale)
        }
        switch self {
        case .binaryCrossEntropy(let positiveWeight):
            if Scalar.self == Float.self {
                return range(targetSize: outputSize).fusedBinaryCrossEntropy(positiveWeight: positiveWeight)
            }
            return range(targetSize: outputSize).sumOverLogits { logit, target in
                Self.binaryCrossEntropy(logit, target, positiveWeight: positiveWeight)
            }
        case .focal(let positiveWeight, let gamma):
            return range(targetSize: outputSize).sumOverLogits { logit, target in
                Self.focal(logit, target, positiveWeight: positiveWeight, gamma: gamma)
            }
        case .categoricalCrossEntropy(let classWeights):
            return Self.categoricalCrossEntropy(range(targetSize: outputSize), classWeights: classWeights)
        case .meanSquaredError:
            return range(targetSize: outputSize).sumOverLogits { logit, target in
                let difference = logit - target
                return (difference * difference / 2, difference)
            }
        case .gaussian:
            return Self.gaussian(range(targetSize: outputSize / 2))
        case .quantile(let levels):
            return Self.quantile(range(targetSize: outputSize / levels.count), levels: levels)
        }
    }

    /// s = 10 tanh(r / 10) and its derivative 1 − tanh²(r / 10).
    @inline(__always)
    static func logVariance(_ output: Double) -> (value: Double, derivative: Double) {
        let bounded = tanh(output / logVarianceLimit)
        return (logVarianceLimit * bounded, 1 - bounded * bounded)
    }

    /// −ln softmax(l)_k = (m − l_k) + ln Σ_j e^(l_j − m), with m the largest logit.
    @inline(__always)
    private static func categoricalCrossEntropy<Scalar>(_ rows: LossRows<Scalar>, classWeights: [Double]?) -> Double {
        rows.sum { row, weight in
            let logits = rows.logits + row * rows.outputSize
            let targets = rows.targets + row * rows.outputSize
            var largest = Double(logits[0])
            for index in 1..<max(rows.outputSize, 1) { largest = max(largest, Double(logits[index])) }
            var total = 0.0
            for index in 0..<rows.outputSize { total += exp(Double(logits[index]) - largest) }
            let logarithm = log(total)
            var (loss, targetSum) = (0.0, 0.0)
            for index in 0..<rows.outputSize {
                let target = Double(targets[index]) * (classWeights?[index] ?? 1)
                targetSum += target
                loss += target * (largest - Double(logits[index]) + logarithm)
            }
            if let dLogits = rows.dLogits.map({ $0 + row * rows.outputSize }) {
                for index in 0..<rows.outputSize {
                    let target = Double(targets[index]) * (classWeights?[index] ?? 1)
                    let probability = exp(Double(logits[index]) - largest) / total
                    dLogits[index] = Scalar(weight * rows.scale * (targetSum * probability - target))
                }
            }
            return weight * loss
        }
    }

    @inline(__always)
    private static func gaussian<Scalar>(_ rows: LossRows<Scalar>) -> Double {
        rows.sumOverTargets { row, target, weight, expected in
            let mean = row * rows.outputSize + target
            let difference = Double(rows.logits[mean]) - expected
            let (logVariance, slope) = logVariance(Double(rows.logits[mean + rows.targetSize]))
            let precision = exp(-logVariance)
            let square = difference * difference * precision
            if let dLogits = rows.dLogits {
                dLogits[mean] = Scalar(weight * rows.scale * difference * precision)
                dLogits[mean + rows.targetSize] = Scalar(weight * rows.scale * (1 - square) / 2 * slope)
            }
            return (logVariance + square + log(2 * Double.pi)) / 2
        }
    }

    @inline(__always)
    private static func quantile<Scalar>(_ rows: LossRows<Scalar>, levels: [Double]) -> Double {
        rows.sumOverTargets { row, target, weight, expected in
            var sum = 0.0
            for (place, level) in levels.enumerated() {
                let logit = row * rows.outputSize + place * rows.targetSize + target
                let difference = expected - Double(rows.logits[logit])
                sum += max(level * difference, (level - 1) * difference)
                let derivative = difference > 0 ? -level : difference < 0 ? 1 - level : 0
                rows.dLogits?[logit] = Scalar(weight * rows.scale * derivative)
            }
            return sum
        }
    }
}

/// A contiguous range of packed rows a loss is computed over, with the places its derivatives go to.
///
/// `K` is ``targetSize``, `O` ``outputSize``. In this file so that a build of single files specializes it as well.
private struct LossRows<Scalar: NetworkScalar> {
    /// Rows in the range.
    let count: Int
    /// `K`, targets of a row.
    let targetSize: Int
    /// `O`, logits of a row.
    let outputSize: Int
    /// `[count, K]`.
    let targets: UnsafePointer<Scalar>
    /// `[count]`, the step weights w.
    let weights: UnsafePointer<Scalar>
    /// `[count, K]`, the target weights v; nil for 1.
    let targetWeights: UnsafePointer<Scalar>?
    /// `[count, O]`.
    let logits: UnsafePointer<Scalar>
    /// `[count, O]`, overwritten; nil when only the loss is wanted.
    let dLogits: UnsafeMutablePointer<Scalar>?
    /// The factor of the derivatives, 1 / W.
    let scale: Double

    /// Σ over rows of w times what `body` returns for a row; rows of weight 0 get derivatives of 0 and no call.
    @inline(__always)
    func sum(_ body: (_ row: Int, _ weight: Double) -> Double) -> Double {
        var sum = 0.0
        for row in 0..<count {
            let weight = Double(weights[row])
            if weight > 0 {
                sum += body(row, weight)
            } else {
                dLogits.map { ($0 + row * outputSize).update(repeating: 0, count: outputSize) }
            }
        }
        return sum
    }

    /// Σ over all targets of w v · loss, for losses that look at one target and its logit at a time; `O` = `K`.
    @inline(__always)
    func sumOverLogits(_ loss: (_ logit: Double, _ target: Double) -> (value: Double, derivative: Double)) -> Double {
        sumOverTargets { row, target, weight, expected in
            let index = row * outputSize + target
            let (value, derivative) = loss(Double(logits[index]), expected)
            dLogits?[index] = Scalar(weight * scale * derivative)
            return value
        }
    }

    /// Σ over all targets of w v · loss, for losses that find the logits of a target themselves.
    ///
    /// - Parameter loss: given the row, the target's place in it, w v and the target; it stores derivatives. Targets
    ///   of weight 0 get derivatives of 0 and no call.
    @inline(__always)
    func sumOverTargets(_ loss: (_ row: Int, _ target: Int, _ weight: Double, _ expected: Double) -> Double) -> Double {
        sum { row, stepWeight in
            var rowSum = 0.0
            for target in 0..<targetSize {
                let index = row * targetSize + target
                let weight = stepWeight * (targetWeights.map { Double($0[index]) } ?? 1)
                if weight > 0 {
                    rowSum += weight * loss(row, target, weight, Double(targets[index]))
                } else if let dLogits {
                    // A target's logits are `targetSize` apart.
                    for logit in stride(from: target, to: outputSize, by: targetSize) {
                        dLogits[row * outputSize + logit] = 0
                    }
                }
            }
            return rowSum
        }
    }
    /// ``Loss/binaryCrossEntropy(positiveWeight:)`` in the vector kernel of this processor.
    ///
    /// - Precondition: the scalar is `Float`.
    func fusedBinaryCrossEntropy(positiveWeight: Double) -> Double {
        func floats(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Float> {
            UnsafeRawPointer(pointer).assumingMemoryBound(to: Float.self)
        }
        var loss = BinaryCrossEntropy(
            rows: count, outputSize: outputSize, positiveWeight: Float(positiveWeight), scale: Float(scale),
            logits: floats(logits), targets: floats(targets), rowWeights: floats(weights),
            targetWeights: targetWeights.map(floats),
            dLogits: dLogits.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Float.self) })
        return recurrent_kernels().pointee.binaryCrossEntropy(&loss)
    }
}
