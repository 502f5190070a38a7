/// The shape of a network: a stack of recurrent layers, in one or both directions, and a linear head.
///
/// With `D` = ``inputSize``, `H` = ``hiddenSize``, `O` = ``outputSize``, `S` = ``staticSize``, `R` = 2 if
/// ``isBidirectional``, else 1, and `G` the gates of the cell, the parameters are one contiguous array of these
/// row-major blocks, in this order. Layer `k` reads `D_k` values: `D` in layer 0 (times ``windowSize`` for the
/// feed-forward network), else `R·H`.
///
/// | block | shape | present for |
/// | --- | --- | --- |
/// | `weight_ih_l{k}` | `[G·H, D_k]` | all |
/// | `weight_hh_l{k}` | `[G·H, H]` | elman, elman-jordan, lstm, gru |
/// | `weight_ch_l{k}` | `[H, O]` | jordan, elman-jordan, in the top layer |
/// | `bias_ih_l{k}` | `[G·H]` | all |
/// | `bias_hh_l{k}` | `[G·H]` | gru |
/// | the same with `_reverse` | | bidirectional, after each layer's forward blocks |
/// | `initial_state.weight` | `[stateSize, S]` | `S` > 0 |
/// | `initial_state.bias` | `[stateSize]` | `S` > 0 |
/// | `head.weight` | `[O, R·H]` | all |
/// | `head.bias` | `[O]` | all |
public struct NetworkArchitecture: Codable, Hashable, Sendable {
    /// The largest accepted extent; keeps every product of two extents far from overflow.
    public static let maximumSize = 65_536
    /// The largest accepted number of layers.
    public static let maximumLayerCount = 64

    /// The recurrent cell.
    public let cell: CellKind
    /// Features per time step, at least 1.
    public let inputSize: Int
    /// Units of each recurrent layer and direction, at least 1.
    public let hiddenSize: Int
    /// Logits per time step, at least 1.
    public let outputSize: Int
    /// The factor α of the Jordan context, ctx' = α ctx + y, in 0..<1; 0 for cells without an output context.
    public let contextDecay: Double
    /// What y is in the Jordan context.
    public let contextFeedback: ContextFeedback
    /// Recurrent layers, each reading the one below, at least 1.
    ///
    /// The output context of the Jordan cells feeds the top layer; the layers below are feed-forward (jordan) or Elman
    /// (elman-jordan).
    public let layerCount: Int
    /// Whether each layer also reads the sequence backwards, and the next one both.
    ///
    /// Only where the whole sequence is known: never for a risk at the present moment.
    public let isBidirectional: Bool
    /// The hidden activation φ; tanh for the gated cells, which have no choice.
    public let activation: Activation
    /// The probability that a value between two layers is dropped while training, in 0..<1.
    public let dropout: Double
    /// The latest steps that a feed-forward network reads, zeros before the first; 1 for the recurrent cells.
    public let windowSize: Int
    /// Static inputs of a sequence from which its initial state is computed, s₀ = A v + a; 0 for a state of zeros.
    public let staticSize: Int

    /// Describes a network after checking every value.
    ///
    /// - Throws: ``NetworkError/invalidSize(name:value:)``, ``NetworkError/invalidContextDecay(value:cell:)`` or
    ///   ``NetworkError/invalidArchitecture(reason:)``.
    public init(
        cell: CellKind, inputSize: Int, hiddenSize: Int, outputSize: Int, contextDecay: Double = 0,
        contextFeedback: ContextFeedback = .sigmoid, layerCount: Int = 1, isBidirectional: Bool = false,
        activation: Activation = .tanh, dropout: Double = 0, windowSize: Int = 1, staticSize: Int = 0
    ) throws(NetworkError) {
        for (name, value) in [
            ("inputSize", inputSize), ("hiddenSize", hiddenSize), ("outputSize", outputSize),
            ("windowSize", windowSize),
        ] {
            guard (1...Self.maximumSize).contains(value) else {
                throw NetworkError.invalidSize(name: name, value: value)
            }
        }
        guard (1...Self.maximumLayerCount).contains(layerCount) else {
            throw NetworkError.invalidArchitecture(
                reason: "layerCount is \(layerCount), expected 1...\(Self.maximumLayerCount)")
        }
        guard (0...Self.maximumSize).contains(staticSize), staticSize == 0 || cell != .feedForward else {
            throw NetworkError.invalidArchitecture(
                reason: "staticSize is \(staticSize), expected 0...\(Self.maximumSize), 0 for feed-forward networks")
        }
        guard (0..<1).contains(contextDecay), contextDecay == 0 || cell.feedsOutputBack else {
            throw NetworkError.invalidContextDecay(value: contextDecay, cell: cell)
        }
        guard (0..<1).contains(dropout), dropout == 0 || layerCount > 1 else {
            throw NetworkError.invalidArchitecture(
                reason: "dropout is \(dropout) between \(layerCount) layers, expected 0..<1, 0 for a single layer")
        }
        guard !isBidirectional || !cell.feedsOutputBack && cell != .feedForward else {
            throw NetworkError.invalidArchitecture(
                reason: "a \(cell.rawValue) network cannot be bidirectional: "
                    + "its output at a step must be known before the next, or it has no direction")
        }
        guard activation == .tanh || cell.hasChoiceOfActivation else {
            throw NetworkError.invalidArchitecture(
                reason: "the activation of a \(cell.rawValue) cell is tanh, not \(activation.rawValue)")
        }
        guard windowSize == 1 || cell == .feedForward, windowSize * inputSize <= Self.maximumSize else {
            throw NetworkError.invalidArchitecture(
                reason: "windowSize is \(windowSize) for \(inputSize) features, expected 1 for a recurrent cell and "
                    + "at most \(Self.maximumSize) values for a feed-forward network")
        }
        guard contextFeedback == .sigmoid || cell.feedsOutputBack else {
            throw NetworkError.invalidArchitecture(
                reason: "contextFeedback is \(contextFeedback.rawValue), a \(cell.rawValue) cell has no context")
        }
        self.cell = cell
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.outputSize = outputSize
        self.contextDecay = contextDecay
        self.contextFeedback = contextFeedback
        self.layerCount = layerCount
        self.isBidirectional = isBidirectional
        self.activation = activation
        self.dropout = dropout
        self.windowSize = windowSize
        self.staticSize = staticSize
    }

    /// Decodes and checks like the initializer; what is missing has its default value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func optional<Value: Decodable>(_ key: CodingKeys, or value: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try self.init(
            cell: container.decode(CellKind.self, forKey: .cell),
            inputSize: container.decode(Int.self, forKey: .inputSize),
            hiddenSize: container.decode(Int.self, forKey: .hiddenSize),
            outputSize: container.decode(Int.self, forKey: .outputSize),
            contextDecay: optional(.contextDecay, or: 0), contextFeedback: optional(.contextFeedback, or: .sigmoid),
            layerCount: optional(.layerCount, or: 1), isBidirectional: optional(.isBidirectional, or: false),
            activation: optional(.activation, or: .tanh), dropout: optional(.dropout, or: 0),
            windowSize: optional(.windowSize, or: 1), staticSize: optional(.staticSize, or: 0))
    }

    /// `R`, 2 for a bidirectional network, else 1.
    public var directionCount: Int { isBidirectional ? 2 : 1 }

    /// Scalars in the parameter array.
    public var parameterCount: Int { ParameterLayout(self).count }

    /// The blocks of the parameter array in their order; their ranges cover it without holes.
    public var parameterBlocks: [ParameterBlock] { ParameterLayout(self).blocks }

    /// Scalars carried from one step of a sequence to the next.
    ///
    /// Layer by layer, forward before reverse: `h` (elman), `h | c` (lstm), `h` (gru), `context` (jordan) or
    /// `h | context` (elman-jordan); `h` and `c` have ``hiddenSize`` scalars, the context ``outputSize``. A feed-forward
    /// network carries the inputs of the ``windowSize`` − 1 steps before, oldest first.
    public var stateSize: Int { ParameterLayout(self).stateSize }
}
