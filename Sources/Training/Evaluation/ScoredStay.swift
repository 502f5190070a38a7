/// The labels and the scores of the steps of one stay.
public struct ScoredStay: Sendable {
    /// The label of each step; nil where the outcome is not asked about.
    public let labels: [Bool?]
    /// The score of each step.
    public let scores: [Double]

    /// A stay of its parts.
    public init(labels: [Bool?], scores: [Double]) { (self.labels, self.scores) = (labels, scores) }
}
