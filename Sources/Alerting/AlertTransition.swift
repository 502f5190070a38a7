public import ClinicalDomain

/// One row of the table of transitions: what an event does to an alert in a state.
public struct AlertTransition: Sendable, Hashable {
    /// What is told to those who look after the patient.
    public enum Effect: String, Sendable, CaseIterable {
        /// It is presented at the first tier.
        case present = "presented at tier 1"
        /// It is presented at the next tier.
        case escalate = "presented at the next tier"
        /// Receivers are told, without asking for attention.
        case inform = "receivers are informed"
    }

    /// The state before; nil for no alert in force.
    public let from: Alert.State?
    /// What happens.
    public let event: AlertEvent
    /// The state after.
    public let to: Alert.State
    /// What is told.
    public let effect: Effect

    /// Every transition there is; what is not listed does not happen.
    public static let table: [AlertTransition] =
        [
            AlertTransition(from: nil, event: .request, to: .open, effect: .present),
            AlertTransition(from: .open, event: .joining, to: .open, effect: .inform),
            AlertTransition(from: .acknowledged, event: .joining, to: .acknowledged, effect: .inform),
            AlertTransition(from: .snoozed, event: .joining, to: .snoozed, effect: .inform),
            AlertTransition(from: .open, event: .worsening, to: .open, effect: .inform),
            AlertTransition(from: .acknowledged, event: .worsening, to: .open, effect: .present),
            AlertTransition(from: .snoozed, event: .worsening, to: .open, effect: .present),
            AlertTransition(from: .open, event: .acknowledgement, to: .acknowledged, effect: .inform),
            AlertTransition(from: .snoozed, event: .acknowledgement, to: .acknowledged, effect: .inform),
            AlertTransition(from: .open, event: .snoozing, to: .snoozed, effect: .inform),
            AlertTransition(from: .acknowledged, event: .snoozing, to: .snoozed, effect: .inform),
            AlertTransition(from: .snoozed, event: .snoozing, to: .snoozed, effect: .inform),
            AlertTransition(from: .snoozed, event: .snoozeEnd, to: .open, effect: .present),
            AlertTransition(from: .open, event: .neglect, to: .open, effect: .escalate),
        ]
        + [AlertEvent.recovery, .lapse, .departure, .merging].flatMap { event in
            [Alert.State.open, .acknowledged, .snoozed].map {
                AlertTransition(from: $0, event: event, to: .cleared, effect: .inform)
            }
        }

    private static let byEvent = Dictionary(grouping: table, by: \.event)

    /// The transition of a state and an event; nil where nothing happens.
    public static func of(_ from: Alert.State?, _ event: AlertEvent) -> AlertTransition? {
        byEvent[event]?.first { $0.from == from }
    }
}

extension AlertChange {
    /// The event that this change carries out.
    public var event: AlertEvent {
        switch self {
        case .join: .joining
        case .present(.worsening, _): .worsening
        case .present(.snoozeEnd, _): .snoozeEnd
        case .escalate: .neglect
        case .acknowledge: .acknowledgement
        case .snooze: .snoozing
        case .clear(_, .recovery): .recovery
        case .clear(_, .lapse): .lapse
        case .clear(_, .departure): .departure
        case .clear(_, .merged): .merging
        }
    }
}
