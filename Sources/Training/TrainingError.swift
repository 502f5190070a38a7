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
    /// No patient is in a part of the split.
    case noPatients(part: String)
    /// The gate was asked about models that learnt from the patients it compares on.
    case splitWithoutGate
    /// The work was interrupted before the first pass was complete.
    case interrupted(network: String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .noHistory: "the database holds no stays to train on"
        case .noEvents(let part, let outcome): "no \(part) patient has the outcome \(outcome)"
        case .noPatients(let part): "no patient of the database is a \(part) patient of the model"
        case .splitWithoutGate: "the gate compares models on validation patients, and this run would train on them"
        case .noChannels: "no channel was recorded in enough stays"
        case .diverged(let network, let epoch): "the loss of the \(network) network is not a number in epoch \(epoch)"
        case .interrupted(let network): "training of the \(network) network was stopped before its first epoch ended"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .noHistory: "bring history in with `wardwatch import` first"
        case .noPatients: "measure on others with --patients, or bring history in with `wardwatch import`"
        case .splitWithoutGate:
            "give --promote never or always with --cross-fit, --without-test and --test-fold"
        case .noEvents: "import more history, or record outcomes with `wardwatch label`"
        case .noChannels: "import observations of vital signs first"
        case .diverged: "lower --learning-rate"
        case .interrupted: "give more time with --max-time"
        }
    }
}
