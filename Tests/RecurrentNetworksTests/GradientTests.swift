import Testing

@testable import RecurrentNetworks

/// Central differences of the loss in `Double` against backpropagation, by every parameter.
struct GradientTests {
    static let lengths = [3, 7, 1, 5, 0, 5]

    private static func check(
        _ architecture: NetworkArchitecture, _ loss: Loss, initialStates: [Double]? = nil, seed: UInt64 = 13
    ) throws {
        let network = RecurrentNetwork<Double>.stirred(architecture, seed: seed)
        var data = try TestBatch(architecture, loss, lengths: lengths, seed: seed + 1)
        if case .quantile = loss {
            // Far from the logits: this loss bends at its targets, where there is no derivative to compare with.
            data.targets = data.targets.map { $0.map { 8 * $0 - 4 } }
        }
        let batch: SequenceBatch<Double> = try data.batch()
        let dropout = architecture.dropout > 0 ? Dropout(seed: seed, index: 3) : nil
        let backpropagation = BackpropagationThroughTime<Double>(architecture: architecture)
        var gradients: [Double] = []
        func mean(_ network: RecurrentNetwork<Double>, _ gradients: inout [Double]) throws -> Double {
            try backpropagation.lossAndGradients(
                network: network, batch: batch, loss: loss, dropout: dropout, initialStates: initialStates,
                gradients: &gradients
            ).mean
        }
        _ = try mean(network, &gradients)
        var worst = (error: 0.0, index: 0)
        var unused: [Double] = []
        for index in network.parameters.indices {
            let difference = try CentralDifference.derivative { offset in
                var moved = network
                moved.parameters[index] += offset
                // Only with the gradient does a network drop anything.
                guard dropout == nil else { return try mean(moved, &unused) }
                return try backpropagation.loss(
                    network: moved, batch: batch, loss: loss, initialStates: initialStates
                ).mean
            }
            let error = CentralDifference.relativeError(gradients[index], difference)
            if error > worst.error { worst = (error, index) }
        }
        let block = architecture.parameterBlocks.first { $0.range.contains(worst.index) }?.name ?? ""
        print(
            "\(architecture.summary); \(loss.name): worst relative error \(worst.error) of \(gradients.count), \(block)"
        )
        #expect(worst.error < 1e-7, "\(architecture.summary) in \(block)")
        #expect(gradients.contains { $0 != 0 })
    }

    @Test(arguments: Array(NetworkArchitecture.ofEveryForm(layerCounts: [1, 2, 3]).enumerated()))
    func `every cell in stacks and both directions`(index: Int, architecture: NetworkArchitecture) throws {
        try Self.check(architecture, Loss.ofEveryKind[index % Loss.ofEveryKind.count])
    }

    @Test(arguments: CellKind.allCases, Loss.ofEveryKind)
    func `every cell under every loss`(cell: CellKind, loss: Loss) throws {
        try Self.check(.small(cell, outputSize: 6), loss)
    }

    @Test(arguments: CellKind.allCases.filter(\.hasChoiceOfActivation), [Activation.relu, .sigmoid])
    func `every activation in one and two layers`(cell: CellKind, activation: Activation) throws {
        for layerCount in [1, 2] {
            try Self.check(.small(cell, layerCount: layerCount, activation: activation), .meanSquaredError)
        }
    }

    @Test(arguments: [CellKind.jordan, .elmanJordan])
    func `a context of linear outputs`(cell: CellKind) throws {
        for layerCount in [1, 2] {
            try Self.check(.small(cell, contextFeedback: .identity, layerCount: layerCount), .meanSquaredError)
        }
        try Self.check(
            .small(cell, contextFeedback: .identity, activation: .sigmoid, staticSize: 2), .meanSquaredError)
    }

    @Test(arguments: [1, 2, 4, 9])
    func `windows shorter and longer than the sequences`(windowSize: Int) throws {
        for layerCount in [1, 2] {
            try Self.check(
                .small(.feedForward, layerCount: layerCount, windowSize: windowSize),
                .binaryCrossEntropy(positiveWeight: 2))
        }
    }

    @Test(arguments: CellKind.allCases)
    func `sequences that begin in a given state`(cell: CellKind) throws {
        let architecture = try NetworkArchitecture.small(
            cell, layerCount: 2, windowSize: cell == .feedForward ? 3 : 1, staticSize: cell == .feedForward ? 0 : 2)
        var generator = CounterBasedGenerator(seed: 1)
        let states = (0..<(Self.lengths.count * architecture.stateSize)).map { _ in generator.nextNormal() }
        try Self.check(architecture, .focal(positiveWeight: 2, gamma: 2), initialStates: states)
    }
}
