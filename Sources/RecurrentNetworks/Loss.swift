/// What a network is trained to make small; the loss of a step is the sum over its targets.
///
/// With step weights w, target weights v (1 unless given) and the sum W of all step weights, the loss of a batch is
/// Σ w v · loss / W, and the derivative by a logit w v / W times the one given here. `O` is the number of logits l of
/// a step, `K` the number of its targets y; `K` = `O` unless said otherwise. σ is the logistic sigmoid. All losses
/// stay finite for logits of any finite size, as long as the weighted loss does; they are computed in `Double`, the
/// binary cross-entropy of `Float` rows in a vector kernel and only added in `Double`.
public enum Loss: Hashable, Sendable {
    /// −p y ln σ(l) − (1 − y) ln(1 − σ(l)), with p the `positiveWeight`; targets in 0...1.
    ///
    /// Derivative: p y (σ(l) − 1) + (1 − y) σ(l). Computed through ln(1 + e^−|l|). It equals PyTorch's
    /// `BCEWithLogitsLoss` with `pos_weight`.
    case binaryCrossEntropy(positiveWeight: Double)

    /// −p y (1 − σ(l))^γ ln σ(l) − (1 − y) σ(l)^γ ln(1 − σ(l)): a cross-entropy that easy steps hardly enter.
    ///
    /// With p the `positiveWeight`, γ the `gamma`, targets in 0...1. γ = 0 is ``binaryCrossEntropy(positiveWeight:)``;
    /// the α of the paper is p = α / (1 − α), up to a common factor. The powers are e^(γ ln σ), so they do not vanish
    /// by cancellation. Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", ICCV 2017.
    case focal(positiveWeight: Double, gamma: Double)

    /// −Σ_k c_k y_k ln softmax(l)_k over the `O` logits of a step, with c the `classWeights`, 1 if nil.
    ///
    /// Targets are the probabilities of the `O` classes, in 0...1 and with the sum 1 (1 for the true class and 0 for
    /// the others); a row of zeros adds nothing. Derivative by l_j: (Σ_k c_k y_k) softmax(l)_j − c_j y_j. The
    /// classes of a step are one decision: its target weights are ignored. PyTorch's `CrossEntropyLoss` divides by
    /// the class weights that were met, this one by the step weights.
    case categoricalCrossEntropy(classWeights: [Double]? = nil)

    /// ½ (l − y)² on the linear logits. Derivative: l − y.
    ///
    /// For cells that feed the output back the fed-back value does not depend on the loss.
    case meanSquaredError

    /// ½ (s + (y − μ)² e^−s + ln 2π): the negative log-likelihood of a normal distribution for every target.
    ///
    /// `O` = 2 `K`; the logits of a step are the `K` means μ, then `K` numbers r that give the log variances
    /// s = 10 tanh(r / 10): see ``boundedLogVariance(_:)``. Derivatives: (μ − y) e^−s by μ,
    /// ½ (1 − (y − μ)² e^−s) (1 − tanh²(r / 10)) by r. Nix and Weigend, "Estimating the mean and variance of the
    /// target probability distribution", ICNN 1994.
    case gaussian

    /// Σ_q max(τ_q (y − l_q), (τ_q − 1) (y − l_q)): the pinball loss of the quantiles at `levels` τ.
    ///
    /// Each level is above 0 and below 1. `O` = levels · `K`; the logits of a step are `[level][target]`. Derivative by
    /// l_q: −τ_q below the target, 1 − τ_q above it, 0 on it. Nothing keeps the quantiles of one target in order.
    /// Koenker and Bassett, "Regression quantiles", Econometrica 46 (1978).
    case quantile(levels: [Double])

    /// The bound of the log variances of ``gaussian``: standard deviations from e⁻⁵ = 0.0067 to e⁵ = 148.
    ///
    /// Wide enough for standardized targets, and narrow enough that e^−s never overflows a `Float`.
    public static let logVarianceLimit = 10.0

    /// The log variance s = 10 tanh(r / 10) that an output r of a network trained with ``gaussian`` stands for.
    ///
    /// Almost r itself near 0. Smooth, so that the gradient is exact and does not stop at the bound.
    public static func boundedLogVariance<Scalar: NetworkScalar>(_ output: Scalar) -> Scalar {
        Scalar(logVariance(Double(output)).value)
    }

    /// `K`, the targets per step that belong to `outputSize` logits.
    ///
    /// - Throws: ``NetworkError/outputSizeMismatch(loss:outputSize:expected:)``, or what is wrong with the loss itself.
    public func targetSize(outputSize: Int) throws(NetworkError) -> Int {
        try validate()
        switch self {
        case .binaryCrossEntropy, .focal, .meanSquaredError, .categoricalCrossEntropy(classWeights: nil):
            return outputSize
        case .categoricalCrossEntropy(.some(let classWeights)):
            guard classWeights.count == outputSize else {
                throw NetworkError.outputSizeMismatch(
                    loss: name, outputSize: outputSize, expected: "\(classWeights.count), the class weights given")
            }
            return outputSize
        case .gaussian:
            guard outputSize.isMultiple(of: 2) else {
                throw NetworkError.outputSizeMismatch(
                    loss: name, outputSize: outputSize, expected: "a mean and a log variance for every target")
            }
            return outputSize / 2
        case .quantile(let levels):
            guard outputSize.isMultiple(of: levels.count) else {
                throw NetworkError.outputSizeMismatch(
                    loss: name, outputSize: outputSize, expected: "a multiple of the \(levels.count) levels")
            }
            return outputSize / levels.count
        }
    }

    /// - Throws: if the loss itself or the targets of `batch` are not in its domain.
    func check<Scalar: NetworkScalar>(_ batch: SequenceBatch<Scalar>) throws(NetworkError) {
        try validate()
        switch self {
        case .binaryCrossEntropy, .focal, .categoricalCrossEntropy:
            if let error = batch.targetOutsideUnitInterval { throw error }
        case .meanSquaredError, .gaussian, .quantile:
            break
        }
    }

    /// - Throws: the first parameter of the loss that is outside its range.
    private func validate() throws(NetworkError) {
        switch self {
        case .binaryCrossEntropy(let positiveWeight):
            try Self.validate(positiveWeight: positiveWeight)
        case .focal(let positiveWeight, let gamma):
            try Self.validate(positiveWeight: positiveWeight)
            guard gamma.isFinite, gamma >= 0 else {
                throw NetworkError.invalidLossParameter(
                    name: "gamma", value: gamma, expected: "a finite number of at least 0")
            }
        case .categoricalCrossEntropy(let classWeights):
            for (index, weight) in (classWeights ?? []).enumerated() where !(weight.isFinite && weight >= 0) {
                throw NetworkError.invalidLossParameter(
                    name: "classWeights[\(index)]", value: weight, expected: "a finite number of at least 0")
            }
        case .quantile(let levels):
            guard !levels.isEmpty else {
                throw NetworkError.invalidLossParameter(name: "levels.count", value: 0, expected: "at least 1")
            }
            for (index, level) in levels.enumerated() where !(level > 0 && level < 1) {
                throw NetworkError.invalidLossParameter(
                    name: "levels[\(index)]", value: level, expected: "above 0 and below 1")
            }
        case .meanSquaredError, .gaussian:
            break
        }
    }

    private static func validate(positiveWeight: Double) throws(NetworkError) {
        guard positiveWeight.isFinite, positiveWeight > 0 else {
            throw NetworkError.invalidPositiveWeight(value: positiveWeight)
        }
    }

    /// The name of the case, as errors and checkpoints write it.
    var name: String {
        switch self {
        case .binaryCrossEntropy: "binaryCrossEntropy"
        case .focal: "focal"
        case .categoricalCrossEntropy: "categoricalCrossEntropy"
        case .meanSquaredError: "meanSquaredError"
        case .gaussian: "gaussian"
        case .quantile: "quantile"
        }
    }
}
