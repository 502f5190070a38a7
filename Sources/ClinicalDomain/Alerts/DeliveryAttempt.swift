/// What came of one attempt to deliver a message.
public enum DeliveryAttempt: Hashable, Sendable {
    /// The receiver has it.
    case delivered
    /// The receiver will never take it; why, without a patient's data.
    case refused(String)
    /// It did not arrive, or nobody knows: to be tried again; why, and how long the receiver asks to be left alone.
    case failed(String, retryAfter: Duration? = nil)

    /// In a word, as metrics say it.
    public var outcome: String {
        switch self {
        case .delivered: "delivered"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
