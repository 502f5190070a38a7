import Foundation
import Testing

@testable import RecurrentNetworks

/// The files as another program runs them, and the format they are written in.
struct ONNXTests {
    private static let sizes = (input: 5, hidden: 7, output: 2)

    /// Sequences with all that a graph can be given, and what the network makes of them.
    private struct Example {
        var inputs: [[Float]]
        var staticInputs: [[Float]]
        var initialStates: [Float]?
        let lengths: [Int]
        let sequenceLength: Int

        init(_ architecture: NetworkArchitecture, lengths: [Int], hasStates: Bool, seed: UInt64) {
            var generator = CounterBasedGenerator(seed: seed)
            func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextNormal()) } }
            self.lengths = lengths
            sequenceLength = lengths.max() ?? 0
            inputs = lengths.map { normals($0 * architecture.inputSize) }
            staticInputs = lengths.map { _ in normals(architecture.staticSize) }
            if hasStates { initialStates = normals(lengths.count * architecture.stateSize).map { $0 / 2 } }
        }

        /// The inputs of a call, without lengths if it is dense.
        ///
        /// Past the ends stand values that must not be read.
        func tensors(_ architecture: NetworkArchitecture, isDense: Bool) -> [Tensor] {
            let (width, count) = (architecture.inputSize, lengths.count)
            var x = [Float](repeating: 1000, count: sequenceLength * count * width)
            for (sequence, values) in inputs.enumerated() {
                for (index, value) in values.enumerated() {
                    x[(index / width * count + sequence) * width + index % width] = value
                }
            }
            var result = [Tensor(name: "x", shape: [sequenceLength, count, width], values: x)]
            if !isDense {
                let bytes: [UInt8] = lengths.flatMap { [UInt8($0), 0, 0, 0] }
                result.append(Tensor(name: "lengths", type: .i32, shape: [count], bytes: bytes))
            }
            if architecture.staticSize > 0 {
                result.append(
                    Tensor(
                        name: "static_inputs", shape: [count, architecture.staticSize],
                        values: staticInputs.flatMap { $0 }))
            }
            if let initialStates, architecture.stateSize > 0 {
                result.append(
                    Tensor(name: "initial_state", shape: [count, architecture.stateSize], values: initialStates))
            }
            return result
        }

        func expected(_ network: RecurrentNetwork<Float>) throws -> (logits: [Float], states: [Float]) {
            let architecture = network.architecture
            let batch = try SequenceBatch<Float>(
                inputSize: architecture.inputSize, targetSize: 1, inputs: inputs,
                targets: lengths.map { [Float](repeating: 0, count: $0) },
                lossWeights: lengths.map { [Float](repeating: 1, count: $0) },
                staticInputs: architecture.staticSize > 0 ? staticInputs : nil)
            var result = try BackpropagationThroughTime<Float>(architecture: architecture)
                .forwardWithStates(network: network, batch: batch, initialStates: initialStates)
            // A sequence of no steps ends in the state it begins with.
            for sequence in lengths.indices where lengths[sequence] == 0 && initialStates == nil {
                let range = (sequence * architecture.stateSize)..<((sequence + 1) * architecture.stateSize)
                result.states.replaceSubrange(
                    range, with: network.initialState(staticInputs: staticInputs[sequence]))
            }
            return result
        }
    }

    @Test(.enabled(if: ONNXRuntime.isAvailable, "a Python with onnx, onnxruntime and numpy, see WARDWATCH_PYTHON"))
    func `onnxruntime computes the logits and states of every architecture`() throws {
        let architectures = NetworkArchitecture.everyKind(
            inputSize: Self.sizes.input, hiddenSize: Self.sizes.hidden, outputSize: Self.sizes.output)
        #expect(Set(architectures.map(\.cell)) == Set(CellKind.allCases))
        let networks = architectures.enumerated().map { RecurrentNetwork(everythingRandom: $1, seed: UInt64($0)) }
        let calls: [(lengths: [Int], isDense: Bool, hasStates: Bool)] = [
            ([9, 4, 0, 12, 1], false, false), ([6, 6, 6], true, false), ([11, 0, 3], false, true),
            ([1, 1], true, true),
        ]
        let examples = architectures.map { architecture in
            calls.enumerated().map { number, call in
                Example(architecture, lengths: call.lengths, hasStates: call.hasStates, seed: UInt64(number))
            }
        }
        let results = try ONNXRuntime.run(
            zip(networks, examples).map { network, examples in
                ONNXRuntime.Job(
                    bytes: try ONNX.encode(network),
                    calls: zip(examples, calls).map { $0.tensors(network.architecture, isDense: $1.isDense) })
            })
        var worst = 0.0
        for (network, (examples, results)) in zip(networks, zip(examples, results)) {
            for (example, result) in zip(examples, results) {
                let expected = try example.expected(network)
                var difference = largestDifference(result.tensors["logits"] ?? [], expected.logits)
                if network.architecture.stateSize > 0 {
                    difference = max(
                        difference, largestDifference(result.tensors["final_state"] ?? [], expected.states))
                }
                #expect(difference < 1e-5, "\(network.architecture), lengths \(example.lengths)")
                worst = max(worst, difference)
            }
        }
        print("onnxruntime and forward differ by at most \(worst) in \(architectures.count) architectures")
    }

    @Test(.enabled(if: ONNXRuntime.isAvailable, "a Python with onnx, onnxruntime and numpy, see WARDWATCH_PYTHON"))
    func `a calibration gives probabilities, and texts of any characters stay in the file`() throws {
        let architecture = try NetworkArchitecture(cell: .lstm, inputSize: 3, hiddenSize: 5, outputSize: 2)
        let network = RecurrentNetwork(everythingRandom: architecture, seed: 3)
        let example = Example(architecture, lengths: [5, 5], hasStates: false, seed: 4)
        let metadata = ["schema": "{\"größe\":\"\\n\"}", "empty": ""]
        let bytes = try ONNX.encode(network, calibration: (scale: 1.5, offset: -0.25), metadata: metadata)
        let result = try ONNXRuntime.run([
            ONNXRuntime.Job(bytes: bytes, calls: [example.tensors(architecture, isDense: true)])
        ])[0][0]
        let logits = try example.expected(network).logits
        let expected = logits.map { 1 / (1 + exp(0.25 - 1.5 * Double($0))) }
        #expect(largestDifference(result.tensors["probability"] ?? [], expected) < 1e-6)
        #expect(result.metadata == metadata)
    }

    @Test func `fields are written as the description of Protocol Buffers shows`() {
        var message = ONNXMessage()
        message.append(1, 150)
        message.append(2, "testing")
        message.append(3) { $0.append(1, 150) }
        #expect(
            message.bytes == [
                0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67, 0x1A, 0x03, 0x08, 0x96, 0x01,
            ])
    }

    @Test func `the same network and texts give the same bytes`() throws {
        let architecture = try NetworkArchitecture(cell: .elmanJordan, inputSize: 3, hiddenSize: 5, outputSize: 2)
        let network = RecurrentNetwork(everythingRandom: architecture, seed: 1)
        let texts = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key \($0)", "\($0)") })
        let bytes = try ONNX.encode(network, metadata: texts)
        let sameTexts = Dictionary(uniqueKeysWithValues: texts.sorted { $0.key > $1.key })
        #expect(try ONNX.encode(network, metadata: sameTexts) == bytes)
    }

    @Test func `a network beyond two gibibytes is refused before anything is written`() throws {
        let architecture = try NetworkArchitecture(cell: .lstm, inputSize: 10, hiddenSize: 20_000, outputSize: 1)
        let network = RecurrentNetwork<Float>(architecture: architecture, checkedParameters: [])
        #expect(
            throws: NetworkError.exportTooLarge(
                byteCount: 4 * architecture.parameterCount, limit: ONNX.maximumByteCount)
        ) { try ONNX.encode(network) }
    }
}
