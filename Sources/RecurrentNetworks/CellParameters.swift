/// Pointers to the blocks of one layer in a parameter array; those of absent blocks must not be read.
struct CellParameters<Scalar: NetworkScalar> {
    /// W, `[G·H, D]`.
    let inputWeights: UnsafePointer<Scalar>
    /// U, `[G·H, H]`.
    let recurrentWeights: UnsafePointer<Scalar>
    /// C, `[H, O]`.
    let contextWeights: UnsafePointer<Scalar>
    /// b, `[G·H]`.
    let bias: UnsafePointer<Scalar>
    /// The GRU's bias inside the reset, `[G·H]`.
    let recurrentBias: UnsafePointer<Scalar>
    /// V, `[O, H]`, for cells that feed the output back.
    let headWeights: UnsafePointer<Scalar>
    /// c, `[O]`, for cells that feed the output back.
    let headBias: UnsafePointer<Scalar>

    init(_ base: UnsafePointer<Scalar>, shape: LayerShape, layout: ParameterLayout) {
        inputWeights = base + shape.inputWeights
        recurrentWeights = base + shape.recurrentWeights
        contextWeights = base + shape.contextWeights
        bias = base + shape.bias
        recurrentBias = base + shape.recurrentBias
        headWeights = base + layout.headWeights
        headBias = base + layout.headBias
    }
}
