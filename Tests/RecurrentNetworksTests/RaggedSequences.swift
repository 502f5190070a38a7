import RecurrentNetworks

/// Random sequences of ragged lengths with masks, missing targets and static inputs, as arrays.
struct RaggedSequences {
    static let lengths = [3, 11, 1, 5, 0, 7]
    var inputs, targets, weights, targetWeights, statics: [[Double]]

    init(seed: UInt64) {
        var generator = CounterBasedGenerator(seed: seed)
        inputs = Self.lengths.map { generator.normals(3 * $0) }
        targets = Self.lengths.map { generator.normals(2 * $0) }
        weights = Self.lengths.map { length in
            (0..<length).map { _ in generator.nextUnit() < 0.3 ? 0 : 0.5 + generator.nextUnit() }
        }
        targetWeights = Self.lengths.map { length in
            (0..<(2 * length)).map { _ in generator.nextUnit() < 0.3 ? 0 : 1 }
        }
        statics = Self.lengths.map { _ in generator.normals(2) }
    }

    /// The steps of a range of the sequences at `indices`, with the weights before `lossStart` set to 0.
    func batch(
        _ range: Range<Int> = 0..<1000, lossStart: Int = 0, indices: [Int]? = nil, hasStatics: Bool = true
    ) throws -> SequenceBatch<Double> {
        let chosen = indices ?? Array(inputs.indices)
        func cut(_ values: [[Double]], _ width: Int) -> [[Double]] {
            chosen.map { Array(values[$0].dropFirst(range.lowerBound * width).prefix(range.count * width)) }
        }
        let weights = chosen.map { sequence in
            self.weights[sequence].enumerated().map { $0.offset < lossStart ? 0 : $0.element }
                .dropFirst(range.lowerBound).prefix(range.count)
        }
        return try SequenceBatch(
            inputSize: 3, targetSize: 2, inputs: cut(inputs, 3), targets: cut(targets, 2),
            lossWeights: weights.map(Array.init), targetWeights: cut(targetWeights, 2),
            staticInputs: hasStatics ? chosen.map { statics[$0] } : nil)
    }
}

extension NetworkArchitecture {
    /// A small network of two layers for ``RaggedSequences``, with a window or static inputs where the cell takes them.
    static func ragged(_ cell: CellKind) throws -> NetworkArchitecture {
        try NetworkArchitecture(
            cell: cell, inputSize: 3, hiddenSize: 4, outputSize: 2, contextDecay: cell.feedsOutputBack ? 0.5 : 0,
            layerCount: 2, windowSize: cell == .feedForward ? 3 : 1, staticSize: cell == .feedForward ? 0 : 2)
    }
}
