/// What is known of one model when the gate decides about it.
public struct GateEvidence: Sendable {
    /// Its figures on the reference patients, with subgroups and draws.
    public var reference: EvaluationFigures
    /// Its observed/expected ratio on them.
    public var referenceRatio: ObservedExpected?
    /// Its figures on validation patients whose stays began after the champion's snapshot; nil without any.
    public var recent: EvaluationFigures?
    /// Its alerts in the last hours of the stored stream, and the patient-days there.
    public var shadow: ShadowReplay.Result
    /// The largest difference between its risks step by step and in batches.
    public var streamingDifference: Double

    /// Evidence of its parts.
    public init(
        reference: EvaluationFigures, referenceRatio: ObservedExpected?, recent: EvaluationFigures?,
        shadow: ShadowReplay.Result, streamingDifference: Double
    ) {
        (self.reference, self.referenceRatio, self.recent) = (reference, referenceRatio, recent)
        (self.shadow, self.streamingDifference) = (shadow, streamingDifference)
    }
}

/// How a champion does on stays that began after its snapshot: it has learnt from none of them, whosever they are.
public struct ChampionOnRecent: Sendable {
    /// Its figures there, with subgroups and draws.
    public var figures: EvaluationFigures
    /// Its stays there.
    public var scored: [ScoredStay]

    /// Figures and stays.
    public init(figures: EvaluationFigures, scored: [ScoredStay]) { (self.figures, self.scored) = (figures, scored) }
}
