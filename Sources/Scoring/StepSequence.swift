internal import ClinicalDomain

/// Walks the steps of a timeline in order: every observed step and the steps without data between them.
///
/// A gap longer than the schema allows is not walked through: the sequence begins anew behind it.
public struct StepSequence: Sendable {
    /// One step of a sequence.
    public struct Element: Hashable, Sendable {
        /// The step on the grid.
        public let step: Int
        /// Whether a new sequence begins here with an empty state.
        public let isStart: Bool
    }

    private let timeline: ObservationTimeline
    private let maximumGapSteps: Int

    /// The steps of a timeline.
    public init(_ timeline: ObservationTimeline, maximumGapSteps: Int) {
        (self.timeline, self.maximumGapSteps) = (timeline, maximumGapSteps)
    }

    /// The step that follows `step`, which must be an observed step or one that this function gave; nil at the end.
    public func element(after step: Int?) -> Element? {
        guard let step else { return timeline.nextObservedStep(after: .min).map { Element(step: $0, isStart: true) } }
        guard let next = timeline.nextObservedStep(after: step) else { return nil }
        let last = timeline.lastObservedStep(before: step + 1) ?? step
        if next - last > maximumGapSteps { return Element(step: next, isStart: true) }
        return Element(step: step + 1, isStart: false)
    }
}
