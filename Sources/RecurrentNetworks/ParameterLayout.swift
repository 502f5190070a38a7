/// Where every block of a network begins in its parameter array, and every layer in its state.
struct ParameterLayout {
    /// The layers, bottom first, forward before reverse.
    private(set) var layers: [LayerShape] = []
    /// The blocks in their order.
    private(set) var blocks: [ParameterBlock] = []
    /// The first scalars of the blocks for the initial state; nil without static inputs.
    private(set) var initialState: (weights: Int, bias: Int)?
    /// The first scalar of V.
    private(set) var headWeights = 0
    /// The first scalar of c.
    private(set) var headBias = 0
    /// Values the head reads per step, `R·H`.
    let headInputSize: Int
    /// Scalars of the state of one sequence.
    private(set) var stateSize = 0
    /// Scalars in the parameter array.
    private(set) var count = 0

    init(_ architecture: NetworkArchitecture) {
        let hiddenSize = architecture.hiddenSize
        headInputSize = architecture.directionCount * hiddenSize
        for layer in 0..<architecture.layerCount {
            for isReverse in architecture.isBidirectional ? [false, true] : [false] {
                append(architecture, layer: layer, isReverse: isReverse)
            }
        }
        if architecture.cell == .feedForward { stateSize = (architecture.windowSize - 1) * architecture.inputSize }
        if architecture.staticSize > 0 {
            let weights = block("initial_state.weight", [stateSize, architecture.staticSize])
            initialState = (weights, block("initial_state.bias", [stateSize]))
        }
        headWeights = block("head.weight", [architecture.outputSize, headInputSize])
        headBias = block("head.bias", [architecture.outputSize])
    }

    private mutating func append(_ architecture: NetworkArchitecture, layer: Int, isReverse: Bool) {
        let hiddenSize = architecture.hiddenSize
        let isTop = layer == architecture.layerCount - 1
        let cell = isTop ? architecture.cell : architecture.cell.belowTop
        let inputSize = layer == 0 ? architecture.windowSize * architecture.inputSize : headInputSize
        let gateRows = cell.gateCount * hiddenSize
        let contextSize = cell.feedsOutputBack ? architecture.outputSize : 0
        let suffix = "_l\(layer)" + (isReverse ? "_reverse" : "")
        let shape = LayerShape(
            cell: cell, activation: architecture.activation, contextDecay: architecture.contextDecay,
            contextFeedback: architecture.contextFeedback, layer: layer, isReverse: isReverse, inputSize: inputSize,
            hiddenSize: hiddenSize, contextSize: contextSize,
            inputWeights: block("weight_ih" + suffix, [gateRows, inputSize]),
            recurrentWeights: cell.feedsHiddenBack ? block("weight_hh" + suffix, [gateRows, hiddenSize]) : count,
            contextWeights: contextSize > 0 ? block("weight_ch" + suffix, [gateRows, contextSize]) : count,
            bias: block("bias_ih" + suffix, [gateRows]),
            recurrentBias: cell == .gru ? block("bias_hh" + suffix, [gateRows]) : count, stateOffset: stateSize)
        layers.append(shape)
        stateSize += shape.stateSize
    }

    /// Appends a block and returns its first scalar.
    private mutating func block(_ name: String, _ shape: [Int]) -> Int {
        let start = count
        count += shape.reduce(1, *)
        blocks.append(ParameterBlock(name: name, shape: shape, range: start..<count))
        return start
    }
}
