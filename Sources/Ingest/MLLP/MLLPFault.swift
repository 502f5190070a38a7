/// What did not arrive as a whole block.
///
/// Nothing is dropped silently: the receiver quarantines and counts faults. The bytes may hold patient data, so
/// ``description`` gives only the kind and the count.
public struct MLLPFault: Sendable, Hashable {
    /// What went wrong.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Bytes other than padding outside any message: a sender that does not frame, or lost bytes.
        case bytesOutsideBlock = "bytes_outside_block"
        /// A start block before the end of the one before.
        case interruptedBlock = "interrupted_block"
        /// The connection ended inside a block.
        case truncatedBlock = "truncated_block"
        /// A message above the maximum size; only its beginning was kept.
        case messageTooLarge = "message_too_large"
    }

    /// What went wrong.
    public let kind: Kind
    /// The bytes received, at most the first ``MLLPFrameDecoder/keptByteCount`` of them where they are not a block.
    public let bytes: [UInt8]
    /// How many bytes there were in all.
    public let byteCount: Int

    /// A fault.
    public init(_ kind: Kind, bytes: [UInt8], byteCount: Int? = nil) {
        self.kind = kind
        self.bytes = bytes
        self.byteCount = byteCount ?? bytes.count
    }

    /// What a person can do about it.
    public var hint: String {
        switch kind {
        case .bytesOutsideBlock:
            "Let the sender frame each message as 0B … 1C 0D (MLLP release 1), or set framing = \"none\" for it."
        case .interruptedBlock: "Look for a sender that restarts in the middle of a message, or for 0B inside a value."
        case .truncatedBlock: "The sender should repeat the message; look for timeouts on its side or in the network."
        case .messageTooLarge: "Raise the maximum message size, or let the sender split its messages."
        }
    }
}

extension MLLPFault: CustomStringConvertible {
    /// The kind and the number of bytes, without the bytes.
    public var description: String { "\(kind.rawValue) (\(byteCount) bytes)" }
}
