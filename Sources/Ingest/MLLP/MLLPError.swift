/// What can go wrong with a connection.
public enum MLLPError: Error, Sendable, Hashable {
    /// The message has bytes that would end or restart its block: 0B, or 1C followed by CR, LF or nothing.
    case notFramable(byteOffset: Int)
    /// The other side closed the connection before it answered.
    case connectionClosed
    /// No answer within the time allowed. The connection was closed, because a late answer could no longer be told
    /// from the answer to the next message.
    case answerTimeout
    /// The answer was no whole block.
    case brokenAnswer(MLLPFault.Kind)
    /// A block went on beyond any size that is worth waiting for.
    case endlessBlock(byteCount: Int)

    /// Whether the same message may be sent again on a new connection.
    ///
    /// The receiver may then get it twice.
    public var isRetryable: Bool {
        switch self {
        case .connectionClosed, .answerTimeout, .brokenAnswer: true
        case .notFramable, .endlessBlock: false
        }
    }

    /// What a person can do about it.
    public var hint: String {
        switch self {
        case .notFramable: "Escape control characters in values as \\X0B\\ and \\X1C\\."
        case .connectionClosed: "Look at the receiver's log; it may be stopping or have refused the connection."
        case .answerTimeout: "Look whether the receiver is overloaded, or whether the message asks for no answer."
        case .brokenAnswer: "Look whether the port is that of an MLLP receiver."
        case .endlessBlock: "Look for a sender that never sends 1C 0D."
        }
    }
}

extension MLLPError: CustomStringConvertible {
    /// One sentence, without any message content.
    public var description: String {
        switch self {
        case .notFramable(let offset): "the message has a framing byte at offset \(offset)"
        case .connectionClosed: "the connection was closed before the answer"
        case .answerTimeout: "no answer in time"
        case .brokenAnswer(let kind): "the answer was no whole block: \(kind.rawValue)"
        case .endlessBlock(let count): "a block went on for \(count) bytes"
        }
    }
}
