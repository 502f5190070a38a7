import Testing

@testable import RecurrentNetworks

/// Layers of PyTorch and neurolab: outputs, states, loss and gradients.
@Suite(.enabled(if: Oracle.isAvailable, "set WARDWATCH_SHARED to the folder with oracles/networks"))
struct OracleTests {
    /// A reference run and the layers it is of.
    struct Run: Sendable, CustomTestStringConvertible {
        let name: String
        let cell: CellKind
        var layerCount = 1
        var isBidirectional = false
        var activation = Activation.tanh

        var testDescription: String { name }
    }

    static let runs = [
        Run(name: "elman_tanh_b2_t5_i3_h4", cell: .elman),
        Run(name: "elman_relu_b2_t5_i3_h4", cell: .elman, activation: .relu),
        Run(name: "elman_2layer_bidir", cell: .elman, layerCount: 2, isBidirectional: true),
        Run(name: "gru_b2_t5_i3_h4", cell: .gru), Run(name: "lstm_b2_t5_i3_h4", cell: .lstm),
        Run(name: "lstm_2layer", cell: .lstm, layerCount: 2),
    ]

    @Test(arguments: runs)
    func `outputs, final states, loss and gradients equal PyTorch's`(run: Run) throws {
        try Self.check(run, Double.self, .reference, tolerance: 1e-9)
        try Self.check(run, Float.self, .reference, tolerance: 1e-5)
        try Self.check(run, Float.self, .fused, tolerance: 1e-5)
    }

    @Test func `an LSTM over packed lengths equals PyTorch's`() throws {
        try Self.checkPacked(Double.self, .reference, tolerance: 1e-9)
        try Self.checkPacked(Float.self, .reference, tolerance: 1e-5)
        try Self.checkPacked(Float.self, .fused, tolerance: 1e-5)
    }

    @Test(arguments: runs)
    func `the safetensors twin gives the network of the JSON weights`(run: Run) throws {
        let file = try Safetensors.decode(Oracle.bytes(run.name + ".safetensors"))
        #expect(file.metadata["arch"] == run.name)
        let expected: RecurrentNetwork<Double> = try Self.network(run, Oracle.run(run.name)["weights"])
        let loaded = try RecurrentNetwork<Double>(
            architecture: expected.architecture, tensors: file.tensors + Self.identityHead(expected.architecture))
        #expect(loaded == expected)
    }

    @Test func `an Elman forward equals neurolab's`() throws {
        let run = try Oracle.run("neurolab_elman")
        let joined = run["weights"]["l0_w"].elements.map(\.numbers)
        let hidden = joined.count
        let inputSize = run["x"].shape[1]
        let architecture = try NetworkArchitecture(
            cell: .elman, inputSize: inputSize, hiddenSize: hidden, outputSize: 1)
        let network = try RecurrentNetwork<Double>(
            architecture: architecture,
            parameters: joined.flatMap { $0[..<inputSize] } + joined.flatMap { $0[inputSize...] }
                + run["weights"]["l0_b"].numbers + run["weights"]["l1_w"].numbers + run["weights"]["l1_b"].numbers)
        var state = network.initialState()
        let logits = run["x"].elements.flatMap { network.step(input: $0.numbers, state: &state) }
        #expect(largestDifference(logits, run["y"].numbers) < 1e-9)
    }

    private static func check<Scalar: NetworkScalar>(
        _ run: Run, _ type: Scalar.Type, _ implementation: BackpropagationThroughTime<Scalar>.Implementation,
        tolerance: Double
    ) throws {
        let values = try Oracle.run(run.name)
        let network: RecurrentNetwork<Scalar> = try network(run, values["weights"])
        let architecture = network.architecture
        let batch: SequenceBatch<Scalar> = try batch(values["x"], targetSize: architecture.outputSize)
        let backpropagation = BackpropagationThroughTime<Scalar>(
            architecture: architecture, implementation: implementation)
        let forward = try backpropagation.forwardWithStates(network: network, batch: batch)
        // The reference's loss is half the sum of the squared outputs.
        let loss = try backpropagation.loss(network: network, batch: batch, loss: .meanSquaredError)
        let gradients = try backpropagation.gradients(network: network, batch: batch, dLogits: forward.logits)
        let sameByHidden = try backpropagation.gradients(network: network, batch: batch, dHidden: forward.logits)
        let shape = values["y"].shape
        func expected(_ key: String) -> [Double] {
            timeMajor(
                values[key].numbers, batchSize: shape[0], sequenceLength: shape[1], width: values[key].shape[2])
        }
        var worst = [
            "outputs": largestDifference(forward.logits, expected("y")),
            "loss": abs(loss.weightedSum - values["loss"].number),
            "dx": largestDifference(gradients.inputs, expected("dx")),
            "dx by hidden": largestDifference(sameByHidden.inputs, expected("dx")),
            "states": largestDifference(
                forward.states, states(values["h"].elements, batchSize: shape[0], layers: architecture)),
        ]
        for block in architecture.parameterBlocks where !block.name.hasPrefix("head") {
            let expected = values["grads"][block.name].numbers
            #expect(expected.count == block.range.count)
            worst[block.name] = largestDifference(Array(gradients.parameters[block.range]), expected)
            worst[block.name + " by hidden"] = largestDifference(
                Array(sameByHidden.parameters[block.range]), expected)
        }
        print("\(run.name) \(type) \(implementation): largest difference \(worst.values.max() ?? .nan)")
        #expect(worst.filter { !($0.value < tolerance) }.isEmpty, "\(type) \(implementation)")
    }

    private static func checkPacked<Scalar: NetworkScalar>(
        _ type: Scalar.Type, _ implementation: BackpropagationThroughTime<Scalar>.Implementation, tolerance: Double
    ) throws {
        let values = try Oracle.run("lstm_packed_lengths")
        let network: RecurrentNetwork<Scalar> = try network(Run(name: "", cell: .lstm), values["weights"])
        let lengths = values["lengths"].numbers.map { Int($0) }
        let hiddenSize = network.architecture.hiddenSize
        // Shorter sequence first, so that sorting has something to do.
        let batch: SequenceBatch<Scalar> = try batch(
            values["x"], targetSize: hiddenSize, lengths: lengths, reversed: true)
        let found = try BackpropagationThroughTime<Scalar>(
            architecture: network.architecture, implementation: implementation
        ).forwardWithStates(network: network, batch: batch)
        let reversed = values["y"].elements.reversed().flatMap(\.numbers)
        let expected = timeMajor(reversed, batchSize: 2, sequenceLength: lengths.max() ?? 0, width: hiddenSize)
        let states = (0..<2).reversed().flatMap { sequence in
            ["hn", "cn"].flatMap { values[$0].elements[0].elements[sequence].numbers }
        }
        let worst = max(largestDifference(found.logits, expected), largestDifference(found.states, states))
        print("lstm_packed_lengths \(type) \(implementation): largest difference \(worst)")
        #expect(worst < tolerance)
    }

    /// PyTorch's `[h or (h, c)][layer and direction][sequence][H]` → `[B, stateSize]`.
    private static func states(
        _ parts: [Oracle.Values], batchSize: Int, layers architecture: NetworkArchitecture
    ) -> [Double] {
        (0..<batchSize).flatMap { sequence in
            (0..<(architecture.layerCount * architecture.directionCount)).flatMap { layer in
                parts.flatMap { $0.elements[layer].elements[sequence].numbers }
            }
        }
    }

    /// The layers with a head that passes their outputs on.
    private static func network<Scalar: NetworkScalar>(
        _ run: Run, _ weights: Oracle.Values
    ) throws -> RecurrentNetwork<Scalar> {
        let hiddenSize = weights["weight_hh_l0"].shape[1]
        let architecture = try NetworkArchitecture(
            cell: run.cell, inputSize: weights["weight_ih_l0"].shape[1], hiddenSize: hiddenSize,
            outputSize: run.isBidirectional ? 2 * hiddenSize : hiddenSize, layerCount: run.layerCount,
            isBidirectional: run.isBidirectional, activation: run.activation)
        let tensors = weights.names.map { name in
            Tensor(name: name, shape: weights[name].shape, values: weights[name].numbers)
        }
        return try RecurrentNetwork(architecture: architecture, tensors: tensors + identityHead(architecture))
    }

    private static func identityHead(_ architecture: NetworkArchitecture) -> [Tensor] {
        let zeros = [Double](repeating: 0, count: architecture.parameterCount)
        let network = RecurrentNetwork(architecture: architecture, checkedParameters: zeros).withIdentityHead
        return network.tensors().suffix(2)
    }

    private static func batch<Scalar: NetworkScalar>(
        _ x: Oracle.Values, targetSize: Int, lengths: [Int]? = nil, reversed: Bool = false
    ) throws -> SequenceBatch<Scalar> {
        let width = x.shape[2]
        let sequences = x.elements.enumerated().map { index, sequence in
            sequence.numbers.prefix((lengths?[index] ?? x.shape[1]) * width).map { Scalar($0) }
        }
        let ordered = reversed ? sequences.reversed() : sequences
        return try SequenceBatch(
            inputSize: width, targetSize: targetSize, inputs: ordered,
            targets: ordered.map { [Scalar](repeating: 0, count: $0.count / width * targetSize) },
            lossWeights: ordered.map { [Scalar](repeating: 1, count: $0.count / width) })
    }
}
