public import ClinicalDomain

/// The labels and the scores of the steps of one stay, with what says whose stay it is and when its steps were.
public struct ScoredStay: Sendable {
    /// The label of each step; nil where the outcome is not asked about.
    public let labels: [Bool?]
    /// The score of each step.
    public let scores: [Double]
    /// Hours from admission to each step, rising.
    public let hours: [Double]
    /// Length of a step in hours.
    public let stepHours: Double
    /// Hours from admission to the first event of the outcome; nil for none, or where its time is not known.
    public let firstEvent: Double?
    /// The patient's identifier; nil where it is not known, and then the stay counts as a patient of its own.
    public let patient: String?
    /// Age at admission in years, where it is known.
    public let age: Double?
    /// Administrative sex.
    public let sex: Sex
    /// Point of care, such as a ward; empty when unknown.
    public let unit: String

    /// A stay of its parts.
    ///
    /// - Parameters:
    ///   - labels: the label of each step.
    ///   - scores: the score of each step.
    ///   - hours: hours from admission to each step; nil for steps that follow one another from admission on.
    ///   - stepHours: length of a step in hours.
    ///   - firstEvent: hours from admission to the first event.
    ///   - patient: whose stay it is.
    ///   - age: in years, at admission.
    ///   - sex: administrative sex.
    ///   - unit: point of care.
    /// - Precondition: as many labels and hours as scores.
    public init(
        labels: [Bool?], scores: [Double], hours: [Double]? = nil, stepHours: Double = 1, firstEvent: Double? = nil,
        patient: String? = nil, age: Double? = nil, sex: Sex = .unknown, unit: String = ""
    ) {
        precondition(labels.count == scores.count, "\(scores.count) scores for \(labels.count) labels")
        let hours = hours ?? scores.indices.map { Double($0) * stepHours }
        precondition(hours.count == scores.count, "\(hours.count) hours for \(scores.count) scores")
        (self.labels, self.scores, self.hours, self.stepHours) = (labels, scores, hours, stepHours)
        (self.firstEvent, self.patient, self.age, self.sex, self.unit) = (firstEvent, patient, age, sex, unit)
    }

    /// The same stay with other scores.
    ///
    /// - Precondition: as many.
    public func with(scores: [Double]) -> ScoredStay {
        ScoredStay(
            labels: labels, scores: scores, hours: hours, stepHours: stepHours, firstEvent: firstEvent,
            patient: patient,
            age: age, sex: sex, unit: unit)
    }

    /// The same stay asked about in its last labelled step alone, as an outcome of the whole stay is.
    public var lastAsked: ScoredStay {
        let last = labels.lastIndex { $0 != nil }
        return ScoredStay(
            labels: labels.indices.map { $0 == last ? labels[$0] : nil }, scores: scores, hours: hours,
            stepHours: stepHours, firstEvent: firstEvent, patient: patient, age: age, sex: sex, unit: unit)
    }

    /// Whether the outcome is asked about in a step and comes.
    public var hasOutcome: Bool { labels.contains(true) }
}
