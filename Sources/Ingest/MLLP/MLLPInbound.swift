/// What comes out of a stream of bytes, in the order received.
public enum MLLPInbound: Sendable, Hashable {
    /// A whole message.
    case frame(MLLPFrame)
    /// Bytes that were no whole message.
    case fault(MLLPFault)
}
