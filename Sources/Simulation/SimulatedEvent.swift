public import ClinicalDomain

/// Something a simulated ward sends: one charting round, a correction, an outcome, or a discharge.
public struct SimulatedEvent: Hashable, Sendable {
    /// When it is sent.
    ///
    /// Everything in it was true at this time or before.
    public let at: Instant
    /// Whom it is about, as far as it is known by then: the discharge is named only once it has happened.
    public let subject: Delivery.Subject
    /// What was measured; in the order of the channels on the chart.
    public let observations: [Observation]
    /// What happened.
    public let outcomes: [OutcomeEvent]

    /// An event of its parts.
    public init(
        at: Instant, subject: Delivery.Subject, observations: [Observation], outcomes: [OutcomeEvent] = []
    ) {
        (self.at, self.subject, self.observations, self.outcomes) = (at, subject, observations, outcomes)
    }
}
