import Testing

@testable import RecurrentNetworks

/// A network's two ways to compute, its initialization and its tensors.
struct RecurrentNetworkTests {
    private func checkSteps<Scalar: NetworkScalar>(
        _ type: Scalar.Type, _ cell: CellKind, tolerance: Double
    ) throws {
        let architecture = try NetworkArchitecture.small(cell, inputSize: 21, hiddenSize: 37, outputSize: 2)
        let network = RecurrentNetwork<Scalar>(architecture: architecture, seed: 3)
        let data = TestBatch(inputSize: 21, outputSize: 2, lengths: [10, 30, 20], seed: 4)
        let batch = try data.batch(Scalar.self)
        let logits = try network.forward(batch)
        var worst = 0.0
        for (sequence, length) in batch.lengths.enumerated() {
            var state = network.initialState()
            for time in 0..<length {
                let input = data.inputs[sequence][(time * 21)..<((time + 1) * 21)].map { Scalar($0) }
                let start = (time * batch.batchSize + sequence) * 2
                let found = network.step(input: input, state: &state)
                worst = max(worst, largestDifference(found, Array(logits[start..<(start + 2)])))
            }
        }
        print("\(cell.rawValue) \(type): steps and forward differ by at most \(worst)")
        #expect(worst < tolerance)
    }

    @Test(arguments: CellKind.allCases)
    func `step by step equals the whole batch`(cell: CellKind) throws {
        try checkSteps(Float.self, cell, tolerance: 1e-6)
        try checkSteps(Double.self, cell, tolerance: 1e-12)
    }

    @Test(arguments: CellKind.allCases)
    func `a batch of n equals n single batches`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 3)
        let data = TestBatch(inputSize: 3, outputSize: 2, lengths: [4, 9, 9, 1, 6], seed: 5)
        let loss = Loss.binaryCrossEntropy(positiveWeight: 3)
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let all = try data.batch(Double.self)
        let logits = try backpropagation.forward(network: network, batch: all)
        var together: [Double] = []
        let batchLoss = try backpropagation.lossAndGradients(
            network: network, batch: all, loss: loss, gradients: &together)

        var sum = BatchLoss()
        var added = [Double](repeating: 0, count: together.count)
        for sequence in 0..<all.batchSize {
            let single = try data.batch(Double.self, indices: [sequence])
            let alone = try backpropagation.forward(network: network, batch: single)
            for time in 0..<all.lengths[sequence] {
                let start = (time * all.batchSize + sequence) * 2
                let difference = largestDifference(
                    Array(alone[(2 * time)..<(2 * time + 2)]), Array(logits[start..<start + 2]))
                #expect(difference < 1e-14)
            }
            var gradients: [Double] = []
            let part = try backpropagation.lossAndGradients(
                network: network, batch: single, loss: loss, gradients: &gradients)
            sum += part
            for index in added.indices { added[index] += gradients[index] * part.weightSum }
        }
        #expect(abs(sum.mean - batchLoss.mean) < 1e-14)
        #expect(largestDifference(added.map { $0 / sum.weightSum }, together) < 1e-14)
    }

    @Test(arguments: CellKind.allCases)
    func `permuting the sequences permutes the outputs`(cell: CellKind) throws {
        let network = RecurrentNetwork<Float>(architecture: try .small(cell), seed: 3)
        let data = TestBatch(inputSize: 3, outputSize: 2, lengths: [4, 9, 9, 0, 6], seed: 6)
        let permutation = [3, 1, 4, 0, 2]
        let straight = try data.batch(Float.self)
        let logits = try network.forward(straight)
        let permuted = try network.forward(data.batch(Float.self, indices: permutation))
        for time in 0..<straight.sequenceLength {
            for (place, sequence) in permutation.enumerated() {
                let (left, right) = ((time * 5 + place) * 2, (time * 5 + sequence) * 2)
                #expect(largestDifference(Array(permuted[left..<left + 2]), Array(logits[right..<right + 2])) < 1e-6)
            }
        }
    }

    @Test(arguments: CellKind.allCases)
    func `carrying the state over a cut equals the whole sequence`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 3)
        let whole = TestBatch(inputSize: 3, outputSize: 2, lengths: [9, 7], seed: 7)
        var (head, tail) = (whole, whole)
        for sequence in 0..<2 {
            head.inputs[sequence] = Array(whole.inputs[sequence].prefix(12))
            head.targets[sequence] = Array(whole.targets[sequence].prefix(8))
            head.lossWeights[sequence] = Array(whole.lossWeights[sequence].prefix(4))
            tail.inputs[sequence] = Array(whole.inputs[sequence].dropFirst(12))
            tail.targets[sequence] = Array(whole.targets[sequence].dropFirst(8))
            tail.lossWeights[sequence] = Array(whole.lossWeights[sequence].dropFirst(4))
        }
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        let expected = try backpropagation.trace(network: network, batch: whole.batch())
        let first = try backpropagation.trace(network: network, batch: head.batch())
        let second = try backpropagation.trace(network: network, batch: tail.batch(), initialStates: first.states)
        #expect(largestDifference(first.logits + second.logits, expected.logits) < 1e-14)
        #expect(largestDifference(second.states, expected.states) < 1e-14)
    }

    @Test(arguments: CellKind.allCases)
    func `the same seed gives the same bits and another seed others`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 42)
        #expect(network == RecurrentNetwork<Float>(architecture: architecture, seed: 42))
        #expect(network != RecurrentNetwork<Float>(architecture: architecture, seed: 43))
        let double = RecurrentNetwork<Double>(architecture: architecture, seed: 42)
        #expect(double.parameters.map { Float($0) } == network.parameters)
    }

    @Test func `recurrent weights start orthogonal and the forget bias at 1`() throws {
        let architecture = try NetworkArchitecture.small(.lstm, hiddenSize: 24)
        let network = RecurrentNetwork<Double>(architecture: architecture, seed: 8)
        let blocks = Dictionary(uniqueKeysWithValues: architecture.parameterBlocks.map { ($0.name, $0.range) })
        let recurrent = Array(network.parameters[try #require(blocks["weight_hh_l0"])])
        for gate in 0..<4 {
            let rows = (0..<24).map { Array(recurrent[((gate * 24 + $0) * 24)..<((gate * 24 + $0 + 1) * 24)]) }
            for left in 0..<24 {
                for right in 0..<24 {
                    let product = zip(rows[left], rows[right]).reduce(0) { $0 + $1.0 * $1.1 }
                    #expect(abs(product - (left == right ? 1 : 0)) < 1e-12)
                }
            }
        }
        let bias = Array(network.parameters[try #require(blocks["bias_ih_l0"])])
        #expect(bias == (0..<96).map { (24..<48).contains($0) ? 1 : 0 })
        let limit = (6.0 / Double(3 + 24)).squareRoot()
        let inputs = network.parameters[try #require(blocks["weight_ih_l0"])]
        #expect(inputs.allSatisfy { abs($0) <= limit } && inputs.contains { abs($0) > 0.9 * limit })
    }

    @Test(arguments: CellKind.allCases)
    func `parameter blocks cover the array in the order of the layout`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(cell)
        let blocks = architecture.parameterBlocks
        let layout = ParameterLayout(architecture)
        var end = 0
        for block in blocks {
            #expect(block.range.lowerBound == end)
            #expect(block.range.count == block.shape.reduce(1, *))
            end = block.range.upperBound
        }
        #expect(end == architecture.parameterCount)
        let starts = Dictionary(uniqueKeysWithValues: blocks.map { ($0.name, $0.range.lowerBound) })
        #expect(starts["weight_ih_l0"] == layout.inputWeights)
        #expect(starts["weight_hh_l0"] ?? layout.recurrentWeights == layout.recurrentWeights)
        #expect(starts["weight_ch_l0"] ?? layout.contextWeights == layout.contextWeights)
        #expect(starts["bias_ih_l0"] == layout.bias)
        #expect(starts["head.weight"] == layout.headWeights)
        #expect(starts["head.bias"] == layout.headBias)
    }

    @Test(arguments: CellKind.allCases)
    func `a network survives the round trip through a file`(cell: CellKind) throws {
        let network = RecurrentNetwork<Float>(architecture: try .small(cell), seed: 9)
        let bytes = Safetensors.encode(tensors: network.tensors(), metadata: ["cell": cell.rawValue])
        let file = try Safetensors.decode(bytes)
        #expect(try RecurrentNetwork(architecture: network.architecture, tensors: file.tensors) == network)
        #expect(file.metadata == ["cell": cell.rawValue])
    }

    @Test func `tensors that do not fit are named`() throws {
        let architecture = try NetworkArchitecture.small(.elman)
        let tensors = RecurrentNetwork<Float>(architecture: architecture, seed: 1).tensors()
        func load(_ tensors: [Tensor]) throws {
            _ = try RecurrentNetwork<Float>(architecture: architecture, tensors: tensors)
        }
        #expect(throws: NetworkError.missingTensor(name: "weight_ih_l0", shape: [5, 3])) {
            try load(Array(tensors.dropFirst()))
        }
        #expect(throws: NetworkError.duplicateTensor(name: "head.bias")) { try load(tensors + tensors.suffix(1)) }
        #expect(throws: NetworkError.unexpectedTensor(name: "weight_ih_l1")) {
            try load(tensors + [Tensor(name: "weight_ih_l1", shape: [1], values: [Float(0)])])
        }
        #expect(throws: NetworkError.tensorShapeMismatch(name: "head.bias", expected: [2], found: [3])) {
            try load(tensors.dropLast() + [Tensor(name: "head.bias", shape: [3], values: [0, 0, 0] as [Float])])
        }
        #expect(throws: NetworkError.unsupportedTensorType(name: "head.bias", type: .i32)) {
            try load(
                tensors.dropLast()
                    + [Tensor(name: "head.bias", type: .i32, shape: [2], bytes: [UInt8](repeating: 0, count: 8))])
        }
        for value in [1e300, -1e300] {
            // Finite in the file, beyond the range of the network's scalar.
            #expect(throws: NetworkError.self) {
                try load(tensors.dropLast() + [Tensor(name: "head.bias", shape: [2], values: [value, 0])])
            }
        }
    }

    @Test func `parameters of another count or not finite are refused with their place`() throws {
        let architecture = try NetworkArchitecture.small(.elman)
        var parameters = [Float](repeating: 0, count: architecture.parameterCount)
        #expect(throws: NetworkError.parameterCountMismatch(expected: 57, found: 1)) {
            _ = try RecurrentNetwork<Float>(architecture: architecture, parameters: [1])
        }
        parameters[15 + 4] = .infinity
        #expect(throws: NetworkError.nonFiniteParameter(block: "weight_hh_l0", index: 4, value: .infinity)) {
            _ = try RecurrentNetwork<Float>(architecture: architecture, parameters: parameters)
        }
    }

    @Test func `networks, batches and buffers that do not fit each other are refused`() throws {
        let architecture = try NetworkArchitecture.small(.elman)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 1)
        let wide = try TestBatch(inputSize: 4, outputSize: 2, lengths: [1], seed: 1).batch(Float.self)
        #expect(throws: NetworkError.batchSizeMismatch(name: "inputSize", network: 3, batch: 4)) {
            _ = try network.forward(wide)
        }
        let other = try NetworkArchitecture.small(.lstm)
        let fitting = try TestBatch(inputSize: 3, outputSize: 2, lengths: [1], seed: 1).batch(Float.self)
        #expect(throws: NetworkError.architectureMismatch(expected: other, found: architecture)) {
            _ = try BackpropagationThroughTime<Float>(architecture: other).forward(network: network, batch: fitting)
        }
    }
}
