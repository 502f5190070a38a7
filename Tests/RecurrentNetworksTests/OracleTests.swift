import Testing

@testable import RecurrentNetworks

/// Forward passes and gradients against PyTorch and other reference runs.
@Suite(.enabled(if: Oracle.isAvailable, "set WARDWATCH_SHARED to the folder with oracles/networks"))
struct OracleTests {
    @Test(arguments: [("elman_tanh_b2_t5_i3_h4", CellKind.elman), ("lstm_b2_t5_i3_h4", .lstm)])
    func `hidden outputs, loss and gradients equal PyTorch's`(name: String, cell: CellKind) throws {
        try check(name, cell, Double.self, tolerance: 1e-9)
        try check(name, cell, Float.self, tolerance: 1e-5)
    }

    @Test(arguments: ["0.0", "0.5"])
    func `Jordan outputs, loss and gradients equal the reference`(alpha: String) throws {
        try checkJordan("jordan_alpha" + alpha, Double.self, tolerance: 1e-9)
        try checkJordan("jordan_alpha" + alpha, Float.self, tolerance: 1e-5)
    }

    @Test func `an LSTM over packed lengths equals PyTorch's`() throws {
        try checkPacked(Double.self, tolerance: 1e-9)
        try checkPacked(Float.self, tolerance: 1e-5)
    }

    @Test(arguments: [("elman_tanh_b2_t5_i3_h4", CellKind.elman), ("lstm_b2_t5_i3_h4", .lstm)])
    func `the safetensors twin gives the network of the JSON weights`(name: String, cell: CellKind) throws {
        let weights = try Oracle.run(name)["weights"]
        let architecture = try Self.architecture(weights, cell)
        let file = try Safetensors.decode(Oracle.bytes(name + ".safetensors"))
        #expect(file.metadata["arch"] == name)
        let head = Self.emptyHead(architecture)
        let loaded = try RecurrentNetwork<Double>(architecture: architecture, tensors: file.tensors + head)
        let expected: RecurrentNetwork<Double> = try Self.network(weights, cell)
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

    private func check<Scalar: NetworkScalar>(
        _ name: String, _ cell: CellKind, _ type: Scalar.Type, tolerance: Double
    ) throws {
        let run = try Oracle.run(name)
        let network: RecurrentNetwork<Scalar> = try Self.network(run["weights"], cell)
        let batch: SequenceBatch<Scalar> = try Self.batch(run["x"])
        let backpropagation = BackpropagationThroughTime<Scalar>(architecture: network.architecture)
        let trace = try backpropagation.trace(network: network, batch: batch)
        let shape = run["y"].shape
        func expected(_ key: String) -> [Double] {
            timeMajor(
                run[key].numbers, batchSize: shape[0], sequenceLength: shape[1], width: run[key].shape[2])
        }
        let loss = trace.hidden.reduce(0.0) { $0 + Double($1) * Double($1) / 2 }
        let gradients = try backpropagation.gradients(
            network: network, batch: batch, dLogits: nil, dHidden: trace.hidden)
        var worst = largestDifference(trace.hidden, expected("y"))
        worst = max(worst, abs(loss - run["loss"].number), largestDifference(gradients.inputs, expected("dx")))
        for block in network.architecture.parameterBlocks where !block.name.hasPrefix("head") {
            let found = Array(gradients.parameters[block.range])
            worst = max(worst, largestDifference(found, run["grads"][block.name].numbers))
        }
        print("\(name) \(type): largest difference of outputs, loss, gradients and dx \(worst)")
        #expect(worst < tolerance)
    }

    private func checkJordan<Scalar: NetworkScalar>(
        _ name: String, _ type: Scalar.Type, tolerance: Double
    ) throws {
        let run = try Oracle.run(name)
        let names = ["U", "C", "b", "V", "c"]
        let architecture = try NetworkArchitecture(
            cell: .jordan, inputSize: run["x"].shape[1], hiddenSize: run["weights"]["b"].shape[0],
            outputSize: run["weights"]["c"].shape[0], contextDecay: run["alpha"].number)
        let network = try RecurrentNetwork<Scalar>(
            architecture: architecture,
            parameters: names.flatMap { run["weights"][$0].numbers.map { Scalar($0) } })
        let length = run["x"].shape[0]
        let batch = try SequenceBatch<Scalar>(
            inputSize: architecture.inputSize, outputSize: architecture.outputSize,
            inputs: [run["x"].numbers.map { Scalar($0) }],
            targets: [[Scalar](repeating: 0, count: length * architecture.outputSize)],
            lossWeights: [[Scalar](repeating: 1, count: length)])
        let backpropagation = BackpropagationThroughTime<Scalar>(architecture: architecture)
        let outputs = try backpropagation.forward(network: network, batch: batch).map { Scalar.sigmoid($0) }
        let loss = outputs.reduce(0.0) { $0 + Double($1) * Double($1) / 2 }
        let gradients = try backpropagation.gradients(
            network: network, batch: batch, dLogits: outputs.map { $0 * $0 * (1 - $0) }, dHidden: nil)
        let worst = max(
            largestDifference(outputs, run["y"].numbers), abs(loss - run["loss"].number),
            largestDifference(gradients.parameters, names.flatMap { run["grads"][$0].numbers }))
        print("\(name) \(type): largest difference of outputs, loss and gradients \(worst)")
        #expect(worst < tolerance)
    }

    private func checkPacked<Scalar: NetworkScalar>(_ type: Scalar.Type, tolerance: Double) throws {
        let run = try Oracle.run("lstm_packed_lengths")
        let network: RecurrentNetwork<Scalar> = try Self.network(run["weights"], .lstm)
        let lengths = run["lengths"].numbers.map { Int($0) }
        // Shorter sequence first, so that sorting has something to do.
        let batch: SequenceBatch<Scalar> = try Self.batch(run["x"], lengths: lengths, reversed: true)
        let trace = try BackpropagationThroughTime<Scalar>(architecture: network.architecture)
            .trace(network: network, batch: batch)
        let hiddenSize = network.architecture.hiddenSize
        let reversed = run["y"].elements.reversed().flatMap(\.numbers)
        let expected = timeMajor(reversed, batchSize: 2, sequenceLength: lengths.max() ?? 0, width: hiddenSize)
        let states = (0..<2).reversed().flatMap { sequence in
            run["hn"].elements[0].elements[sequence].numbers + run["cn"].elements[0].elements[sequence].numbers
        }
        let worst = max(largestDifference(trace.hidden, expected), largestDifference(trace.states, states))
        print("lstm_packed_lengths \(type): largest difference of outputs and final states \(worst)")
        #expect(worst < tolerance)
    }

    private static func architecture(_ weights: Oracle.Values, _ cell: CellKind) throws -> NetworkArchitecture {
        try NetworkArchitecture(
            cell: cell, inputSize: weights["weight_ih_l0"].shape[1], hiddenSize: weights["weight_hh_l0"].shape[1],
            outputSize: 1)
    }

    private static func emptyHead(_ architecture: NetworkArchitecture) -> [Tensor] {
        architecture.parameterBlocks.suffix(2).map { block in
            Tensor(name: block.name, shape: block.shape, values: [Double](repeating: 0, count: block.range.count))
        }
    }

    private static func network<Scalar: NetworkScalar>(
        _ weights: Oracle.Values, _ cell: CellKind
    ) throws -> RecurrentNetwork<Scalar> {
        let architecture = try architecture(weights, cell)
        let tensors = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"].map { name in
            Tensor(name: name, shape: weights[name].shape, values: weights[name].numbers)
        }
        return try RecurrentNetwork(architecture: architecture, tensors: tensors + emptyHead(architecture))
    }

    private static func batch<Scalar: NetworkScalar>(
        _ x: Oracle.Values, lengths: [Int]? = nil, reversed: Bool = false
    ) throws -> SequenceBatch<Scalar> {
        let width = x.shape[2]
        let sequences = x.elements.enumerated().map { index, sequence in
            sequence.numbers.prefix((lengths?[index] ?? x.shape[1]) * width).map { Scalar($0) }
        }
        let ordered = reversed ? sequences.reversed() : sequences
        return try SequenceBatch(
            inputSize: width, outputSize: 1, inputs: ordered,
            targets: ordered.map { [Scalar](repeating: 0, count: $0.count / width) },
            lossWeights: ordered.map { [Scalar](repeating: 1, count: $0.count / width) })
    }
}
