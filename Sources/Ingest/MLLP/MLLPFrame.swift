/// One message as it stood between start block and end block.
public struct MLLPFrame: Sendable, Hashable {
    /// The message, framing bytes left out.
    public let bytes: [UInt8]
    /// How many bytes were stepped over before this block.
    ///
    /// Padding (NUL, tab, CR, LF, space), keep-alive blocks and stray end blocks; for counting only.
    public let skippedByteCount: Int

    /// A message.
    public init(bytes: [UInt8], skippedByteCount: Int = 0) {
        self.bytes = bytes
        self.skippedByteCount = skippedByteCount
    }
}
