#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The number whose value is attributed to the inputs, from the logits l of one step.
public enum AttributedOutput: Hashable, Sendable {
    /// l_k.
    case logit(Int)
    /// σ(l_k), the probability of a network trained with a binary cross-entropy.
    case probability(Int)
    /// softmax(l)_k, the probability of a network trained with a categorical cross-entropy.
    case classProbability(Int)

    /// k.
    var index: Int {
        switch self {
        case .logit(let index), .probability(let index), .classProbability(let index): index
        }
    }

    /// The value and its derivatives by the logits of the step.
    func evaluate<Scalar: NetworkScalar>(_ logits: ArraySlice<Scalar>) -> (value: Double, derivatives: [Double]) {
        let logits = logits.map { Double($0) }
        var derivatives = [Double](repeating: 0, count: logits.count)
        switch self {
        case .logit(let index):
            derivatives[index] = 1
            return (logits[index], derivatives)
        case .probability(let index):
            let probability = Double.sigmoid(logits[index])
            derivatives[index] = probability * (1 - probability)
            return (probability, derivatives)
        case .classProbability(let index):
            let largest = logits.reduce(logits[index]) { max($0, $1) }
            let powers = logits.map { exp($0 - largest) }
            let total = powers.reduce(0, +)
            let probabilities = powers.map { $0 / total }
            for other in derivatives.indices {
                derivatives[other] = probabilities[index] * ((other == index ? 1 : 0) - probabilities[other])
            }
            return (probabilities[index], derivatives)
        }
    }
}
