public import ClinicalDomain

/// What really happens to a simulated patient: what no sender reports and a model is to find out.
public struct GroundTruth: Hashable, Sendable {
    /// A deterioration with its times.
    public struct Deterioration: Hashable, Sendable {
        /// The way in which the patient gets worse.
        public let pattern: DeteriorationPattern
        /// When the vital signs begin to change: at the onset or, in sepsis, some hours before it.
        public let firstEffect: Instant
        /// The onset; the adverse event is counted from here.
        public let onset: Instant
        /// Strength of the full picture: 1 is that of a textbook, 0.4 can be missed.
        public let severity: Double
        /// When treatment turned the course; nil when it did not, and then ``adverseEvent`` follows.
        public let treated: Instant?
        /// The adverse event that follows the onset; nil when treatment prevents it.
        ///
        /// It may lie after the end of the simulated time and is then not sent.
        public let adverseEvent: OutcomeEvent?
    }

    /// The deterioration; nil for a stable patient.
    public let deterioration: Deterioration?
    /// Conditions that look like deterioration or hide it.
    public let confounders: Set<Confounder>
    /// The times at which the patient was away from the ward and nothing was charted.
    public let absences: [ClosedRange<Instant>]
}
