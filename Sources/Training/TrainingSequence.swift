public import ClinicalDomain
public import Scoring

/// One stay made ready for training and evaluation: features, labels, and NEWS2 to compare with.
public struct TrainingSequence: Sendable {
    /// The stay.
    public let encounterID: EncounterID
    /// The patient's part of the split.
    public private(set) var part: PatientSplit.Part
    /// What the model reads at each step.
    public let rows: StepRows
    /// Where sequences begin anew inside the stay (long gaps); always includes 0.
    public let starts: [Int]
    /// The label of each step; nil where the outcome is not asked about.
    public let labels: [Bool?]
    /// What the network is trained towards at each step, and how much the step counts.
    public let targets: [StepTarget]
    /// NEWS2 total at each step, 0 where nothing is known.
    public let news2: [Int]

    /// Features, row-major `[length, featureCount]`.
    public var features: [Float] { rows.features(rows.steps.indices) }

    /// Whose stay it is.
    public let patient: Patient
    /// Age at the first step in years, where it is known.
    public let age: Double?
    /// Point of care; empty when unknown.
    public let unit: String
    /// Hours from admission, or else from the first step, to each step.
    public let hours: [Double]
    /// Hours from there to the first event of the outcome; nil for none.
    public let firstEvent: Double?
    /// Length of a step in hours.
    public let stepHours: Double

    /// Beginning of the first step and of the last; nil without steps.
    public let period: ClosedRange<Instant>?

    /// Number of steps.
    public var length: Int { labels.count }

    /// Encodes a stay.
    ///
    /// - Parameters:
    ///   - history: the stay.
    ///   - firstEvent: when the outcome first happened; nil for never.
    ///   - outcome: the question, which labels the steps.
    ///   - extractor: the features.
    ///   - part: the patient's part.
    public init(
        history: EncounterHistory, firstEvent: Instant?, outcome: OutcomeDefinition, extractor: FeatureExtractor,
        part: PatientSplit.Part
    ) {
        let timeline = ObservationTimeline(grid: extractor.grid, observations: history.observations)
        let rows = StepRows(timeline: timeline, subject: history.subject, extractor: extractor)
        self.rows = rows
        encounterID = history.id
        self.part = part
        starts = rows.steps.indices.filter { rows.steps[$0].isStart }
        labels = rows.steps.map { outcome.label(at: extractor.grid.start(of: $0.step), firstEvent: firstEvent) }
        targets =
            NormalizedUtility.applies(to: outcome)
            ? NormalizedUtility.targets(labels: labels) : labels.map { StepTarget(label: $0) }
        (patient, unit) = (history.patient, history.encounter.unit)
        let begins = rows.steps.map { extractor.grid.start(of: $0.step) }
        let start = history.encounter.admitted ?? begins.first ?? Instant(millisecondsSince1970: 0)
        hours = begins.map { $0.hours(since: start) }
        period = begins.first.flatMap { first in begins.last.map { first...max(first, $0) } }
        self.firstEvent = firstEvent.map { $0.hours(since: start) }
        stepHours = Double(extractor.schema.timeStepSeconds) / 3600
        age =
            rows.steps.first.flatMap { timeline.last(.age, before: extractor.grid.end(of: $0.step))?.value }
            ?? history.patient.birthDate?.age(at: start)
        news2 = rows.steps.map { element in
            let vitalSigns = timeline.vitalSigns(
                before: extractor.grid.end(of: element.step), validForHours: PatientScorer.vitalSignValidityHours)
            return NEWS2(vitalSigns)?.total ?? 0
        }
    }

    /// The same stay in another part.
    func moved(to part: PatientSplit.Part) -> TrainingSequence {
        var moved = self
        moved.part = part
        return moved
    }
}

/// What a network is trained towards at one step.
public struct StepTarget: Sendable, Hashable {
    /// 1 where a positive call is right, else 0.
    public var value: Float
    /// How much it counts; 0 for a step that is not asked about.
    public var weight: Float

    /// A target of its parts.
    public init(value: Float, weight: Float) { (self.value, self.weight) = (value, weight) }

    /// The label itself, all steps alike.
    init(label: Bool?) { self.init(value: label == true ? 1 : 0, weight: label == nil ? 0 : 1) }
}
