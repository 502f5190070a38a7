import RecurrentNetworks

extension NetworkArchitecture {
    /// A small network of a cell, with a decay of 0.5 where the cell has a context.
    static func small(
        _ cell: CellKind, inputSize: Int = 3, hiddenSize: Int = 5, outputSize: Int = 2,
        contextFeedback: ContextFeedback = .sigmoid, layerCount: Int = 1, isBidirectional: Bool = false,
        activation: Activation = .tanh, dropout: Double = 0, windowSize: Int = 1, staticSize: Int = 0
    ) throws(NetworkError) -> NetworkArchitecture {
        try NetworkArchitecture(
            cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, outputSize: outputSize,
            contextDecay: cell.feedsOutputBack ? 0.5 : 0, contextFeedback: contextFeedback, layerCount: layerCount,
            isBidirectional: isBidirectional, activation: activation, dropout: dropout, windowSize: windowSize,
            staticSize: staticSize)
    }

    /// Every cell in one and more layers, in one and both directions where it may, in `layerCounts` layers.
    ///
    /// With dropout between layers, static inputs in every second and a window of 3 steps in feed-forward networks.
    static func ofEveryForm(
        layerCounts: [Int], inputSize: Int = 3, hiddenSize: Int = 4, outputSize: Int = 6
    ) -> [NetworkArchitecture] {
        var count = 0
        return CellKind.allCases.flatMap { cell in
            layerCounts.flatMap { layerCount in
                [false, true].compactMap { isBidirectional in
                    count += 1
                    let isFeedForward = cell == .feedForward
                    return try? small(
                        cell, inputSize: inputSize, hiddenSize: hiddenSize, outputSize: outputSize,
                        layerCount: layerCount, isBidirectional: isBidirectional, dropout: layerCount > 1 ? 0.3 : 0,
                        windowSize: isFeedForward ? 3 : 1, staticSize: count.isMultiple(of: 2) || isFeedForward ? 0 : 2)
                }
            }
        }
    }

    /// The form in a few words.
    var summary: String {
        [
            cell.rawValue, "\(inputSize)→\(hiddenSize)→\(outputSize)", layerCount > 1 ? "\(layerCount) layers" : nil,
            isBidirectional ? "bidirectional" : nil, cell.hasChoiceOfActivation ? activation.rawValue : nil,
            cell.feedsOutputBack ? "\(contextFeedback.rawValue) feedback" : nil,
            dropout > 0 ? "dropout \(dropout)" : nil, windowSize > 1 ? "window \(windowSize)" : nil,
            staticSize > 0 ? "\(staticSize) static" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
    }
}

extension RecurrentNetwork {
    /// A new network with noise on all parameters: biases start at zero and some paths small, here every one counts.
    static func stirred(_ architecture: NetworkArchitecture, seed: UInt64) -> RecurrentNetwork {
        var network = RecurrentNetwork<Double>(architecture: architecture, seed: seed)
        var generator = CounterBasedGenerator(seed: seed, stream: 1 << 32)
        let deviation = 0.7 / Double(architecture.hiddenSize).squareRoot()
        for index in network.parameters.indices { network.parameters[index] += deviation * generator.nextNormal() }
        return RecurrentNetwork(network)
    }

    /// The network with a head that passes the hidden activations on: the logits are what the head reads.
    ///
    /// - Precondition: there are as many outputs as hidden activations.
    var withIdentityHead: RecurrentNetwork {
        var network = self
        let width = architecture.outputSize
        precondition(architecture.directionCount * architecture.hiddenSize == width)
        for block in architecture.parameterBlocks where block.name.hasPrefix("head") {
            for (place, index) in block.range.enumerated() {
                network.parameters[index] = block.shape.count == 2 && place / width == place % width ? 1 : 0
            }
        }
        return network
    }
}
