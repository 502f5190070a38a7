import Testing

@testable import RecurrentNetworks

/// Attributions against Captum, against sums over differences, and their completeness.
struct IntegratedGradientsTests {
    private static func architecture(_ cell: CellKind, isBidirectional: Bool = false) throws -> NetworkArchitecture {
        try NetworkArchitecture(
            cell: cell, inputSize: 2, hiddenSize: 5, outputSize: 3, contextDecay: cell.feedsOutputBack ? 0.5 : 0,
            layerCount: 2, isBidirectional: isBidirectional, windowSize: cell == .feedForward ? 3 : 1,
            staticSize: cell == .feedForward ? 0 : 2)
    }

    private static func statics(_ cell: CellKind) -> [Double]? { cell == .feedForward ? nil : [0.4, -1.1] }

    @Test(
        .enabled(if: Oracle.isAvailable, "set WARDWATCH_SHARED to the folder with oracles/networks"))
    func `attributions of an LSTM equal Captum's`() throws {
        let run = try Oracle.run("captum_ig_lstm")
        let blocks = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"].map { run["lstm"][$0].numbers }
        let shape = run["x"].shape
        let architecture = try NetworkArchitecture(
            cell: .lstm, inputSize: shape[2], hiddenSize: run["head"]["weight"].shape[1], outputSize: 1)
        let network = try RecurrentNetwork<Double>(
            architecture: architecture,
            parameters: blocks[0] + blocks[1] + zip(blocks[2], blocks[3]).map { $0 + $1 }
                + run["head"]["weight"].numbers + run["head"]["bias"].numbers)
        // Its output is σ of the logit of the last step.
        let attribution = try IntegratedGradients<Double>(
            architecture: architecture, pointCount: Int(run["n_steps"].number)
        ).attribution(network: network, inputs: run["x"].numbers, output: .probability(0))
        let worst = max(
            largestDifference(attribution.values, run["attr"].numbers),
            abs(attribution.outputForInputs - run["fx"].number), abs(attribution.outputForBaseline - run["f0"].number))
        print("captum_ig_lstm: largest difference \(worst), completeness gap \(attribution.completenessGap)")
        #expect(worst < 1e-9)

        let single = try IntegratedGradients<Float>(architecture: architecture).attribution(
            network: RecurrentNetwork<Float>(network), inputs: run["x"].numbers.map { Float($0) },
            output: .probability(0))
        #expect(largestDifference(single.values, run["attr"].numbers) < 1e-5)
    }

    @Test(arguments: CellKind.allCases, [AttributedOutput.logit(1), .probability(0), .classProbability(2)])
    func `attributions add up to the difference of the outputs`(cell: CellKind, output: AttributedOutput) throws {
        for isBidirectional in cell.feedsOutputBack || cell == .feedForward ? [false] : [false, true] {
            let architecture = try Self.architecture(cell, isBidirectional: isBidirectional)
            let network = RecurrentNetwork<Double>.shaken(architecture, seed: 1)
            var generator = CounterBasedGenerator(seed: 2)
            let (inputs, baseline) = (generator.normals(18), generator.normals(18))
            let attribution = try IntegratedGradients<Double>(
                architecture: architecture, tolerance: 1e-11, maximumPointCount: 800
            ).attribution(
                network: network, inputs: inputs, baseline: baseline, output: output,
                staticInputs: Self.statics(cell))
            print(
                "\(cell.rawValue), both directions \(isBidirectional), \(output): completeness gap",
                attribution.completenessGap, "with \(attribution.pointCount) points")
            #expect(abs(attribution.completenessGap) <= 1e-11)
            #expect(abs(attribution.outputForInputs - attribution.outputForBaseline) > 1e-4)
            #expect(attribution.values.contains { abs($0) > 1e-3 })
        }
    }

    @Test(arguments: CellKind.allCases)
    func `attributions equal a sum of differences along the path`(cell: CellKind) throws {
        let architecture = try Self.architecture(cell)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 3)
        var generator = CounterBasedGenerator(seed: 4)
        let (inputs, baseline) = (generator.normals(8), generator.normals(8))
        let (timeStep, pieces) = (2, 400)
        // σ of the first logit by plain steps.
        func output(_ values: [Double]) -> Double {
            var state = network.initialState(staticInputs: Self.statics(cell) ?? [])
            var logits: [Double] = []
            for step in 0...timeStep {
                logits = network.step(input: Array(values[(2 * step)..<(2 * step + 2)]), state: &state)
            }
            return .sigmoid(logits[0])
        }
        let expected = inputs.indices.map { index in
            let sum = (0..<pieces).reduce(0.0) { sum, piece in
                let a = (Double(piece) + 0.5) / Double(pieces)
                let point = zip(inputs, baseline).map { $1 + a * ($0 - $1) }
                return sum
                    + Differences.derivative { offset in
                        var moved = point
                        moved[index] += offset
                        return output(moved)
                    }
            }
            return (inputs[index] - baseline[index]) * sum / Double(pieces)
        }
        let attribution = try IntegratedGradients<Double>(architecture: architecture).attribution(
            network: network, inputs: inputs, baseline: baseline, output: .probability(0), timeStep: timeStep,
            staticInputs: Self.statics(cell))
        let difference = largestDifference(attribution.values, expected)
        print("\(cell.rawValue): attributions and sums of differences differ by at most \(difference)")
        #expect(difference < 1e-5)
        #expect(abs(attribution.outputForInputs - output(inputs)) < 1e-12)
        #expect(attribution.values[6...].allSatisfy { $0 == 0 })
    }

    @Test func `the points are raised until the gap is below the tolerance, and no further than allowed`() throws {
        let architecture = try Self.architecture(.lstm)
        var network = RecurrentNetwork<Double>.shaken(architecture, seed: 1)
        for index in network.parameters.indices { network.parameters[index] *= 4 }
        var generator = CounterBasedGenerator(seed: 2)
        let inputs = generator.normals(40).map { 3 * $0 }
        func attribution(_ tolerance: Double?, _ maximum: Int) throws -> Attribution {
            try IntegratedGradients<Double>(
                architecture: architecture, pointCount: 2, tolerance: tolerance, maximumPointCount: maximum
            ).attribution(network: network, inputs: inputs, output: .logit(0), staticInputs: [1, 1])
        }
        let coarse = try attribution(nil, 1600)
        let fine = try attribution(1e-4, 1600)
        let limited = try attribution(1e-4, 5)
        print(
            "gap with \(coarse.pointCount) points \(coarse.completenessGap), \(fine.pointCount): \(fine.completenessGap)"
        )
        #expect(coarse.pointCount == 2 && abs(coarse.completenessGap) > 1e-4)
        #expect(abs(fine.completenessGap) <= 1e-4)
        #expect(fine.pointCount > 5 && fine.pointCount <= 1600)
        #expect(limited.pointCount == 5)
    }

    @Test func `a given initial state is the start of the whole path`() throws {
        let architecture = try Self.architecture(.gru)
        let network = RecurrentNetwork<Double>.shaken(architecture, seed: 5)
        var generator = CounterBasedGenerator(seed: 6)
        let inputs = generator.normals(10)
        let engine = IntegratedGradients<Double>(architecture: architecture)
        let fromStatics = try engine.attribution(
            network: network, inputs: inputs, output: .logit(0), staticInputs: [0.4, -1.1])
        let fromState = try engine.attribution(
            network: network, inputs: inputs, output: .logit(0),
            initialState: network.initialState(staticInputs: [0.4, -1.1]))
        #expect(largestDifference(fromStatics.values, fromState.values) < 1e-13)
    }

    @Test func `inputs that do not fit are refused with the place`() throws {
        let architecture = try Self.architecture(.elman)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 5)
        let engine = IntegratedGradients<Double>(architecture: architecture)
        func attribution(_ inputs: [Double], _ baseline: [Double]? = nil) throws {
            _ = try engine.attribution(
                network: network, inputs: inputs, baseline: baseline, output: .logit(0), staticInputs: [0, 0])
        }
        func mismatch(_ array: String, _ count: Int) -> NetworkError {
            .sequenceSizeMismatch(
                sequence: 0, array: array, expected: "the same positive multiple of 2", found: count)
        }
        #expect(throws: mismatch("inputs", 0)) { try attribution([]) }
        #expect(throws: mismatch("inputs", 3)) { try attribution([1, 2, 3]) }
        #expect(throws: mismatch("baseline", 4)) { try attribution([1, 2], [1, 2, 3, 4]) }
        let error = #expect(throws: NetworkError.self) { try attribution([1, 2, 3, .nan]) }
        #expect(error?.description.contains("time step 1, feature 1 is nan") == true)
    }
}
