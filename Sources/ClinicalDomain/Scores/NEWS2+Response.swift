extension NEWS2 {
    /// The clinical response that a score asks for, from the least to the most urgent.
    ///
    /// | score | response | observations at least |
    /// | --- | --- | --- |
    /// | 0 | routine | every 12 h |
    /// | 1–4 in total | ward-based | every 4 to 6 h |
    /// | 3 in one parameter | urgent, ward-based | every hour |
    /// | 5–6 in total | urgent | every hour |
    /// | ≥ 7 in total | emergency | continuously |
    ///
    /// Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017, thresholds and triggers
    /// and clinical response.
    public enum Response: Comparable, Sendable, CaseIterable {
        /// Go on as before.
        case routine
        /// A nurse assesses and decides on more frequent observations.
        case wardBased
        /// Urgent review by the team of the ward: a single parameter is extreme.
        case urgentWardBased
        /// Urgent review by a clinician or team with skills in acute illness.
        case urgent
        /// Emergency assessment by a team with critical care skills.
        case emergency

        /// The longest time between two sets of observations, in hours; nil means continuous monitoring.
        public var hoursBetweenObservations: ClosedRange<Int>? {
            switch self {
            case .routine: 12...12
            case .wardBased: 4...6
            case .urgentWardBased, .urgent: 1...1
            case .emergency: nil
            }
        }
    }

    /// The response to the points that are known; what is missing can only make it more urgent.
    public var response: Response {
        switch total {
        case 7...: .emergency
        case 5...: .urgent
        default: !redParameters.isEmpty ? .urgentWardBased : total > 0 ? .wardBased : .routine
        }
    }
}
