import Testing

@testable import RecurrentNetworks

/// A network's initialization, its tensors and what it refuses.
struct RecurrentNetworkTests {
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

    @Test func `recurrent weights start as the identity or as Glorot's when asked`() throws {
        for cell in CellKind.allCases where cell.feedsHiddenBack {
            let architecture = try NetworkArchitecture.small(cell, layerCount: 2)
            let identity = RecurrentNetwork<Double>(architecture: architecture, seed: 8, initialization: .identity)
            let glorot = RecurrentNetwork<Double>(architecture: architecture, seed: 8, initialization: .glorot)
            for block in architecture.parameterBlocks where block.name.hasPrefix("weight_hh") {
                #expect(
                    identity.parameters[block.range].enumerated().allSatisfy { place, value in
                        value == (place / 5 % 5 == place % 5 ? 1 : 0)
                    })
                let limit = (6.0 / 10).squareRoot()
                let values = glorot.parameters[block.range]
                #expect(values.allSatisfy { abs($0) <= limit } && values.contains { abs($0) > 0.8 * limit })
            }
        }
    }

    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 3]))
    func `parameter blocks cover the array in the order of the layout`(architecture: NetworkArchitecture) throws {
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
        #expect(starts.count == blocks.count)
        for shape in layout.layers {
            let suffix = "_l\(shape.layer)" + (shape.isReverse ? "_reverse" : "")
            #expect(starts["weight_ih" + suffix] == shape.inputWeights)
            #expect(starts["weight_hh" + suffix] ?? shape.recurrentWeights == shape.recurrentWeights)
            #expect(starts["weight_ch" + suffix] ?? shape.contextWeights == shape.contextWeights)
            #expect(starts["bias_ih" + suffix] == shape.bias)
            #expect(starts["bias_hh" + suffix] ?? shape.recurrentBias == shape.recurrentBias)
        }
        #expect(starts["initial_state.weight"] == layout.initialState?.weights)
        #expect(starts["initial_state.bias"] == layout.initialState?.bias)
        #expect(starts["head.weight"] == layout.headWeights)
        #expect(starts["head.bias"] == layout.headBias)
    }

    @Test(arguments: NetworkArchitecture.ofEveryForm(layerCounts: [1, 3]))
    func `a network survives the round trip through a file`(architecture: NetworkArchitecture) throws {
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 9)
        let bytes = Safetensors.encode(tensors: network.tensors(), metadata: ["cell": architecture.cell.rawValue])
        let file = try Safetensors.decode(bytes)
        #expect(try RecurrentNetwork(architecture: architecture, tensors: file.tensors) == network)
        #expect(file.metadata == ["cell": architecture.cell.rawValue])
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
    @Test func `states and static inputs that do not fit are refused`() throws {
        let architecture = try NetworkArchitecture.small(.lstm, staticSize: 2)
        let network = RecurrentNetwork<Float>(architecture: architecture, seed: 1)
        let engine = BackpropagationThroughTime<Float>(architecture: architecture)
        let bare = try TestBatch(inputSize: 3, outputSize: 2, lengths: [1, 2], seed: 1).batch(Float.self)
        #expect(throws: NetworkError.batchSizeMismatch(name: "staticSize", network: 2, batch: 0)) {
            _ = try engine.forward(network: network, batch: bare)
        }
        // A state that is given takes the place of the one from static inputs.
        _ = try engine.forward(network: network, batch: bare, initialStates: [Float](repeating: 0, count: 20))
        #expect(throws: NetworkError.batchSizeMismatch(name: "initialStates", network: 20, batch: 19)) {
            _ = try engine.forward(network: network, batch: bare, initialStates: [Float](repeating: 0, count: 19))
        }
        let loss = Loss.binaryCrossEntropy(positiveWeight: 1)
        let plain = try NetworkArchitecture.small(.lstm, outputSize: 3)
        var gradients: [Float] = [7]
        #expect(throws: NetworkError.batchSizeMismatch(name: "targetSize", network: 3, batch: 2)) {
            _ = try BackpropagationThroughTime<Float>(architecture: plain).lossAndGradients(
                network: RecurrentNetwork(architecture: plain, seed: 1), batch: bare, loss: loss, gradients: &gradients)
        }
        #expect(gradients == [7])
    }
}
