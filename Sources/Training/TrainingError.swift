/// Why there is no model.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No stays at all.
    case noHistory
    /// A part of the split has no positive step, so nothing can be learnt or chosen.
    case noEvents(part: String, outcome: String)
    /// Too few channels are recorded.
    case noChannels
    /// The loss is no longer a number.
    case diverged(network: String, epoch: Int)
    /// The work was interrupted before the first pass was complete.
    case interrupted(network: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .noHistory: "the database holds no stays to train on"
        case .noEvents(let part, let outcome): "no \(part) patient has the outcome \(outcome)"
        case .noChannels: "no channel was recorded in enough stays"
        case .diverged(let network, let epoch): "the loss of the \(network) network is not a number in epoch \(epoch)"
        case .interrupted(let network): "training of the \(network) network was stopped before its first epoch ended"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .noHistory: "bring history in with `wardwatch import` first"
        case .noEvents: "import more history, or record outcomes with `wardwatch label`"
        case .noChannels: "import observations of vital signs first"
        case .diverged: "lower --learning-rate"
        case .interrupted: "give more time with --max-time"
        }
    }
}
