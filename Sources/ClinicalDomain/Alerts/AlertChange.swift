/// One change of an alert in force.
public enum AlertChange: Hashable, Sendable {
    /// Why an alert asks for attention again.
    public enum Presentation: String, Sendable, Codable, CaseIterable {
        /// The patient is really worse than when it asked last.
        case worsening
        /// The time for which it was put off is over.
        case snoozeEnd = "snooze-end"
    }

    /// Further reasons ask, at this level.
    case join([Alert.Reason], AlertLevel)
    /// It asks for attention again; the level where one is known.
    case present(Presentation, AlertLevel?)
    /// Nobody has acknowledged it: it goes to the next tier.
    case escalate
    /// Somebody has taken note.
    case acknowledge(by: String)
    /// Somebody puts it off until a time of the clock.
    case snooze(until: Instant, by: String, reason: String)
    /// It is no longer in force, from a time of the data on.
    case clear(at: Instant, Alert.Clearing)
}

extension AlertChange {
    /// The change in a word, as the audit trail and receivers are told: `acknowledge`, `worsening`.
    public var name: String {
        switch self {
        case .join: "join"
        case .present(let why, _): why.rawValue
        case .escalate: "escalate"
        case .acknowledge: "acknowledge"
        case .snooze: "snooze"
        case .clear: "clear"
        }
    }
}

extension Alert {
    /// Whether a change still fits the state: between a decision and its carrying out somebody else may have acted.
    public func permits(_ change: AlertChange, clock: Instant) -> Bool {
        switch change {
        case .join, .present(.worsening, _), .snooze, .clear: isInForce
        case .present(.snoozeEnd, _): state == .snoozed && (snoozedUntil ?? clock) <= clock
        case .escalate: state == .open
        case .acknowledge: isInForce && state != .acknowledged
        }
    }

    /// Carries a change out.
    ///
    /// - Parameters:
    ///   - change: the change; the alert is in force.
    ///   - clock: when, by the clock.
    public mutating func apply(_ change: AlertChange, clock: Instant) {
        switch change {
        case .join(let further, let newLevel):
            reasons += further.filter { !reasons.contains($0) }
            level = level.worst(newLevel)
        case .present(let why, let newLevel):
            if let newLevel { level = level.worst(newLevel) }
            // Who is being asked already is not asked anew; who was left in peace so far is asked now.
            if state == .open, why == .worsening, (quietUntil ?? clock) <= clock { return }
            (state, tier, presented, quietUntil) = (.open, 1, clock, nil)
            presentations += 1
            (acknowledged, acknowledgedBy, snoozedUntil) = (nil, nil, nil)
        case .escalate:
            tier += 1
        case .acknowledge(let by):
            (state, acknowledged, acknowledgedBy, snoozedUntil) = (.acknowledged, clock, by, nil)
        case .snooze(let until, _, _):
            (state, snoozedUntil) = (.snoozed, until)
        case .clear(let at, let why):
            (state, cleared, clearing, snoozedUntil) = (.cleared, max(at, raised), why, nil)
        }
    }
}
