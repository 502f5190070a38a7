/// Pointers to the blocks of a parameter array; those of absent blocks must not be read.
struct CellParameters<Scalar: NetworkScalar> {
    /// W, `[G·H, D]`.
    let inputWeights: UnsafePointer<Scalar>
    /// U, `[G·H, H]`.
    let recurrentWeights: UnsafePointer<Scalar>
    /// C, `[H, O]`.
    let contextWeights: UnsafePointer<Scalar>
    /// b, `[G·H]`.
    let bias: UnsafePointer<Scalar>
    /// V, `[O, H]`.
    let headWeights: UnsafePointer<Scalar>
    /// c, `[O]`.
    let headBias: UnsafePointer<Scalar>

    init(_ base: UnsafePointer<Scalar>, layout: ParameterLayout) {
        inputWeights = base + layout.inputWeights
        recurrentWeights = base + layout.recurrentWeights
        contextWeights = base + layout.contextWeights
        bias = base + layout.bias
        headWeights = base + layout.headWeights
        headBias = base + layout.headBias
    }
}
