/// What can happen to the alert of a patient.
public enum AlertEvent: String, Sendable, CaseIterable {
    /// A reason asks: it is met, confirmed, rested and within the budget.
    case request
    /// A further reason asks while an alert is in force.
    case joining
    /// The patient is really worse than when the alert asked for attention last.
    case worsening
    /// None of the alert's reasons is met any more.
    case recovery
    /// The alert stood for as long as the policy lets it.
    case lapse
    /// The patient left, or the stay was cancelled or turned out to be another one.
    case departure
    /// Two patients turned out to be one.
    case merging
    /// Somebody takes note.
    case acknowledgement
    /// Somebody puts the alert off.
    case snoozing
    /// The time for which it was put off is over.
    case snoozeEnd
    /// Nobody has acknowledged it in the time of its tier.
    case neglect

    /// The event in words, for the documentation.
    public var words: String {
        switch self {
        case .request: "a reason is met, confirmed, rested and within the budget"
        case .joining: "a further reason is met and confirmed"
        case .worsening: "the patient is really worse than when it asked last, or another score asks as well"
        case .recovery: "none of its reasons is met any more (below the clear thresholds)"
        case .lapse: "it stood for its longest time"
        case .departure: "discharge, cancelled stay"
        case .merging: "two patients turned out to be one, and the other has an alert"
        case .acknowledgement: "somebody acknowledges"
        case .snoozing: "somebody puts it off, with a reason, within the maximum"
        case .snoozeEnd: "the time it was put off for is over"
        case .neglect: "nobody has acknowledged it in the time of its tier"
        }
    }
}
