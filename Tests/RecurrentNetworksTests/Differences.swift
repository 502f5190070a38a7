@testable import RecurrentNetworks

/// Derivatives by central differences, for tests.
enum Differences {
    /// The derivative at 0 by a five-point rule, error O(h⁴).
    static func derivative(step h: Double = 1e-3, _ function: (Double) throws -> Double) rethrows -> Double {
        try (8 * (function(h) - function(-h)) - (function(2 * h) - function(-2 * h))) / (12 * h)
    }

    /// |a − b| relative to the larger of both, not below 1e-3: rounding of the loss swamps smaller derivatives.
    static func relativeError(_ a: Double, _ b: Double) -> Double {
        abs(a - b) / max(abs(a), abs(b), 1e-3)
    }

    /// The largest relative error of a gradient by every parameter.
    static func worstError(
        of gradient: [Double], at parameters: [Double], step: Double = 1e-3, _ function: ([Double]) throws -> Double
    ) rethrows -> Double {
        var worst = gradient.count == parameters.count ? 0 : Double.infinity
        for (index, derivative) in gradient.enumerated() {
            let difference = try Self.derivative(step: step) { offset in
                var moved = parameters
                moved[index] += offset
                return try function(moved)
            }
            worst = max(worst, relativeError(derivative, difference))
        }
        return worst
    }
}

extension RecurrentNetwork<Double> {
    /// A network whose biases and contexts count: all parameters moved by normal numbers.
    static func shaken(_ architecture: NetworkArchitecture, seed: UInt64) -> RecurrentNetwork {
        var network = RecurrentNetwork(architecture: architecture, seed: seed)
        var generator = CounterBasedGenerator(seed: seed, stream: 99)
        for index in network.parameters.indices { network.parameters[index] += 0.3 * generator.nextNormal() }
        return network
    }
}

extension CounterBasedGenerator {
    /// Standard normal numbers.
    mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in nextNormal() } }
}
