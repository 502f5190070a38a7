/// One message as it stood between start block and end block, or in a stream without blocks.
public struct MLLPFrame: Sendable, Hashable {
    /// The message, framing bytes left out.
    public let bytes: [UInt8]
    /// How many bytes were stepped over before this block.
    ///
    /// Padding (NUL, tab, CR, LF, space), keep-alive and commit blocks, stray end blocks; for counting only.
    public let skippedByteCount: Int
    /// Whether the message stood between blocks and only its end block was there; for counting only.
    public let lacksStartBlock: Bool

    /// A message.
    public init(bytes: [UInt8], skippedByteCount: Int = 0, lacksStartBlock: Bool = false) {
        self.bytes = bytes
        self.skippedByteCount = skippedByteCount
        self.lacksStartBlock = lacksStartBlock
    }
}
