/// The shape of a recurrent network: one cell layer and a linear head.
///
/// With `D` = ``inputSize``, `H` = ``hiddenSize``, `O` = ``outputSize`` and `G` = 4 for an LSTM, otherwise 1, the
/// parameters are one contiguous array of these row-major blocks, in this order:
///
/// | block | shape | present for |
/// | --- | --- | --- |
/// | `weight_ih_l0` | `[G·H, D]` | all |
/// | `weight_hh_l0` | `[G·H, H]` | elman, elman-jordan, lstm |
/// | `weight_ch_l0` | `[H, O]` | jordan, elman-jordan |
/// | `bias_ih_l0` | `[G·H]` | all |
/// | `head.weight` | `[O, H]` | all |
/// | `head.bias` | `[O]` | all |
public struct NetworkArchitecture: Codable, Hashable, Sendable {
    /// The largest accepted extent; keeps every product of two extents far from overflow.
    public static let maximumSize = 65_536

    /// The recurrent cell.
    public var cell: CellKind
    /// Features per time step, at least 1.
    public var inputSize: Int { didSet { Self.requireSize(inputSize, "inputSize") } }
    /// Units of the recurrent layer, at least 1.
    public var hiddenSize: Int { didSet { Self.requireSize(hiddenSize, "hiddenSize") } }
    /// Logits per time step, at least 1.
    public var outputSize: Int { didSet { Self.requireSize(outputSize, "outputSize") } }
    /// The factor α of the Jordan context, ctx' = α ctx + σ(y), in 0..<1; 0 for cells without an output context.
    public var contextDecay: Double {
        didSet {
            precondition(
                (0..<1).contains(contextDecay), "contextDecay is \(contextDecay), must be at least 0 and below 1")
        }
    }

    /// Describes a network after checking every size and the decay.
    ///
    /// - Throws: ``NetworkError/invalidSize(name:value:)`` or ``NetworkError/invalidContextDecay(value:cell:)``.
    public init(
        cell: CellKind, inputSize: Int, hiddenSize: Int, outputSize: Int, contextDecay: Double = 0
    ) throws(NetworkError) {
        for (name, value) in [("inputSize", inputSize), ("hiddenSize", hiddenSize), ("outputSize", outputSize)] {
            guard (1...Self.maximumSize).contains(value) else {
                throw NetworkError.invalidSize(name: name, value: value)
            }
        }
        guard (0..<1).contains(contextDecay), contextDecay == 0 || cell.feedsOutputBack else {
            throw NetworkError.invalidContextDecay(value: contextDecay, cell: cell)
        }
        self.cell = cell
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.outputSize = outputSize
        self.contextDecay = contextDecay
    }

    /// Decodes and checks like ``init(cell:inputSize:hiddenSize:outputSize:contextDecay:)``; a missing decay is 0.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            cell: container.decode(CellKind.self, forKey: .cell),
            inputSize: container.decode(Int.self, forKey: .inputSize),
            hiddenSize: container.decode(Int.self, forKey: .hiddenSize),
            outputSize: container.decode(Int.self, forKey: .outputSize),
            contextDecay: container.decodeIfPresent(Double.self, forKey: .contextDecay) ?? 0)
    }

    /// Scalars in the parameter array.
    public var parameterCount: Int { ParameterLayout(self).count }

    /// The blocks of the parameter array in their order; their ranges cover it without holes.
    public var parameterBlocks: [ParameterBlock] {
        let gateRows = cell.gateCount * hiddenSize
        var shapes: [(name: String, shape: [Int])] = [("weight_ih_l0", [gateRows, inputSize])]
        if cell.feedsHiddenBack { shapes.append(("weight_hh_l0", [gateRows, hiddenSize])) }
        if cell.feedsOutputBack { shapes.append(("weight_ch_l0", [gateRows, outputSize])) }
        shapes += [
            ("bias_ih_l0", [gateRows]), ("head.weight", [outputSize, hiddenSize]), ("head.bias", [outputSize]),
        ]
        var start = 0
        return shapes.map { name, shape in
            let end = start + shape.reduce(1, *)
            defer { start = end }
            return ParameterBlock(name: name, shape: shape, range: start..<end)
        }
    }

    /// Scalars carried from one step of a sequence to the next.
    ///
    /// elman: `h`; lstm: `h | c`; jordan: `context`; elman-jordan: `h | context`. `h` and `c` have ``hiddenSize``
    /// scalars, the context ``outputSize``.
    public var stateSize: Int {
        switch cell {
        case .elman: hiddenSize
        case .jordan: outputSize
        case .elmanJordan: hiddenSize + outputSize
        case .lstm: 2 * hiddenSize
        }
    }

    private static func requireSize(_ value: Int, _ name: String) {
        precondition((1...maximumSize).contains(value), "\(name) is \(value), must be in 1...\(maximumSize)")
    }
}
