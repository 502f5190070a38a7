import Testing

@testable import RecurrentNetworks

/// Jordan networks: outputs, loss and gradients of the reference vectors, and the forward pass of SNNS.
@Suite(.enabled(if: Oracle.isAvailable, "set WARDWATCH_SHARED to the folder with oracles/networks"))
struct JordanOracleTests {
    @Test(arguments: ["0.0", "0.5"])
    func `outputs, loss and gradients equal the reference`(alpha: String) throws {
        try Self.check("jordan_alpha" + alpha, Double.self, .reference, tolerance: 1e-9)
        try Self.check("jordan_alpha" + alpha, Float.self, .reference, tolerance: 1e-5)
        try Self.check("jordan_alpha" + alpha, Float.self, .fused, tolerance: 1e-5)
    }

    @Test func `logistic units, linear outputs and a context of 0.5 that decays by 0.3 give the outputs of SNNS`()
        throws
    {
        try Self.checkSNNS(Double.self, .reference, tolerance: 1e-9)
        try Self.checkSNNS(Float.self, .reference, tolerance: 1e-5)
        try Self.checkSNNS(Float.self, .fused, tolerance: 1e-5)
    }

    private static func check<Scalar: NetworkScalar>(
        _ name: String, _ type: Scalar.Type, _ implementation: BackpropagationThroughTime<Scalar>.Implementation,
        tolerance: Double
    ) throws {
        let run = try Oracle.run(name)
        let names = ["U", "C", "b", "V", "c"]
        let architecture = try NetworkArchitecture(
            cell: .jordan, inputSize: run["x"].shape[1], hiddenSize: run["weights"]["b"].shape[0],
            outputSize: run["weights"]["c"].shape[0], contextDecay: run["alpha"].number)
        let network = try RecurrentNetwork<Scalar>(
            architecture: architecture,
            parameters: names.flatMap { run["weights"][$0].numbers.map { Scalar($0) } })
        let batch: SequenceBatch<Scalar> = try batch(run["x"], targetSize: architecture.outputSize)
        let backpropagation = BackpropagationThroughTime<Scalar>(
            architecture: architecture, implementation: implementation)
        let outputs = try backpropagation.forward(network: network, batch: batch).map { Scalar.sigmoid($0) }
        let loss = outputs.reduce(0.0) { $0 + Double($1) * Double($1) / 2 }
        let gradients = try backpropagation.gradients(
            network: network, batch: batch, dLogits: outputs.map { $0 * $0 * (1 - $0) })
        let worst = max(
            largestDifference(outputs, run["y"].numbers), abs(loss - run["loss"].number),
            largestDifference(gradients.parameters, names.flatMap { run["grads"][$0].numbers }))
        print("\(name) \(type) \(implementation): largest difference of outputs, loss and gradients \(worst)")
        #expect(worst < tolerance)
    }

    private static func checkSNNS<Scalar: NetworkScalar>(
        _ type: Scalar.Type, _ implementation: BackpropagationThroughTime<Scalar>.Implementation, tolerance: Double
    ) throws {
        let run = try Oracle.run("jordan_snns_forward")
        let architecture = try NetworkArchitecture(
            cell: .jordan, inputSize: run["x"].shape[1], hiddenSize: run["b"].shape[0],
            outputSize: run["c"].shape[0], contextDecay: 0.3, contextFeedback: .identity, activation: .sigmoid)
        let network = try RecurrentNetwork<Scalar>(
            architecture: architecture,
            parameters: ["U", "C", "b", "V", "c"].flatMap { run[$0].numbers.map { Scalar($0) } })
        let found = try BackpropagationThroughTime<Scalar>(
            architecture: architecture, implementation: implementation
        ).forward(
            network: network, batch: batch(run["x"], targetSize: architecture.outputSize),
            initialStates: [Scalar](repeating: 0.5, count: architecture.stateSize))
        let worst = largestDifference(found, run["y"].numbers)
        print("jordan_snns_forward \(type) \(implementation): largest difference \(worst)")
        #expect(worst < tolerance)
    }

    private static func batch<Scalar: NetworkScalar>(
        _ x: Oracle.Values, targetSize: Int
    ) throws -> SequenceBatch<Scalar> {
        let length = x.shape[0]
        return try SequenceBatch(
            inputSize: x.shape[1], targetSize: targetSize, inputs: [x.numbers.map { Scalar($0) }],
            targets: [[Scalar](repeating: 0, count: length * targetSize)],
            lossWeights: [[Scalar](repeating: 1, count: length)])
    }
}
