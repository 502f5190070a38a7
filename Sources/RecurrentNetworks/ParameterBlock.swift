/// One named matrix or vector inside the contiguous parameter array of a network.
public struct ParameterBlock: Hashable, Sendable {
    /// The name PyTorch gives this parameter, for example `weight_ih_l0`.
    public let name: String
    /// Extents, slowest first (row-major); `[rows, columns]` or `[count]`.
    public let shape: [Int]
    /// The scalars of the block in `RecurrentNetwork.parameters`.
    public let range: Range<Int>
}
