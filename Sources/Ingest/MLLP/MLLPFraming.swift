/// How messages are told apart in a stream of bytes.
public enum MLLPFraming: String, Sendable, Hashable, CaseIterable {
    /// In blocks `0B … 1C 0D`; see ``MLLPFrameDecoder``.
    case mllp
    /// Not at all: the next `MSH` or a pause ends a message; see ``UnframedMessageDecoder``.
    case none
}
