/// Offsets of the blocks of ``NetworkArchitecture/parameterBlocks``, computed without allocating.
///
/// The order here and there is the same; a test compares them.
struct ParameterLayout {
    let inputWeights: Int
    let recurrentWeights: Int
    let contextWeights: Int
    let bias: Int
    let headWeights: Int
    let headBias: Int
    let count: Int

    init(_ architecture: NetworkArchitecture) {
        let cell = architecture.cell
        let gateRows = cell.gateCount * architecture.hiddenSize
        inputWeights = 0
        recurrentWeights = gateRows * architecture.inputSize
        contextWeights = recurrentWeights + (cell.feedsHiddenBack ? gateRows * architecture.hiddenSize : 0)
        bias = contextWeights + (cell.feedsOutputBack ? gateRows * architecture.outputSize : 0)
        headWeights = bias + gateRows
        headBias = headWeights + architecture.outputSize * architecture.hiddenSize
        count = headBias + architecture.outputSize
    }
}
