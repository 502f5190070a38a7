/// The memory of a ``GroupWorker`` for a group of `N` rows and `B` sequences.
struct WorkerBuffers<Scalar: NetworkScalar> {
    /// `[N, windowSize · D]`, what a feed-forward network reads.
    let windows: UnsafeMutablePointer<Scalar>
    /// `[B, stateSize]`, states from static inputs and their gradient.
    let initialStates, dInitialStates: UnsafeMutablePointer<Scalar>
    /// `[N, joinedStride]` per layer, both directions side by side.
    let joined: [UnsafeMutablePointer<Scalar>]
    /// Scalars from row to row of ``joined``, 2H and room to whole vectors.
    let joinedStride: Int
    /// Per layer but the top one, the factors of dropout and what is left.
    let factors, dropped: [UnsafeMutablePointer<Scalar>]
    /// `[N, stride]`, the gradient by one direction's hidden rows.
    let dDirection: UnsafeMutablePointer<Scalar>
    /// `[N, stride]`, the gradients by what a layer gives and by what it reads.
    private(set) var dTop, dBelow: UnsafeMutablePointer<Scalar>

    init(
        _ architecture: NetworkArchitecture, _ layout: ParameterLayout, strides: [Int], rows: Int, sequences: Int,
        arena: ScalarArena<Scalar>
    ) {
        let layerCount = architecture.layerCount
        joinedStride = architecture.isBidirectional ? (2 * architecture.hiddenSize + 15) / 16 * 16 : 0
        let stride = max(joinedStride, strides.max() ?? 0)
        let window = architecture.windowSize * architecture.inputSize
        let between = architecture.dropout > 0 ? layerCount - 1 : 0
        let states = layout.initialState == nil ? 0 : sequences * layout.stateSize
        var sizes = [
            architecture.windowSize > 1 ? rows * window : 0, states, states,
            architecture.isBidirectional ? rows * stride : 0, rows * max(stride, window), rows * max(stride, window),
        ]
        let fixed = sizes.count
        let joinedCount = architecture.isBidirectional ? layerCount : 0
        sizes += [Int](repeating: rows * joinedStride, count: joinedCount)
        sizes += [Int](repeating: rows * stride, count: 2 * between)
        let cut = arena.cut(sizes)
        (windows, initialStates, dInitialStates) = (cut[0], cut[1], cut[2])
        (dDirection, dTop, dBelow) = (cut[3], cut[4], cut[5])
        joined = Array(cut[fixed..<(fixed + joinedCount)])
        let factorsStart = fixed + joinedCount
        factors = Array(cut[factorsStart..<(factorsStart + between)])
        dropped = Array(cut[(factorsStart + between)...])
        // The padding of joined rows is read as zeros.
        if joinedStride > 2 * architecture.hiddenSize {
            for rowsOfLayer in joined { rowsOfLayer.update(repeating: 0, count: rows * joinedStride) }
        }
    }

    /// Makes the gradient by what a layer reads the one by what the layer below gives.
    mutating func swapGradients() { swap(&dTop, &dBelow) }
}
