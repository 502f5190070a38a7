public import ClinicalDomain
public import Scoring

/// One stay made ready for training and evaluation: features, labels, and NEWS2 to compare with.
public struct TrainingSequence: Sendable {
    /// The stay.
    public let encounterID: EncounterID
    /// The patient's part of the split.
    public let part: PatientSplit.Part
    /// Features, row-major `[length, featureCount]`.
    public let features: [Float]
    /// Where sequences begin anew inside the stay (long gaps); always includes 0.
    public let starts: [Int]
    /// The label of each step; nil where the outcome is not asked about.
    public let labels: [Bool?]
    /// What the network is trained towards at each step, and how much the step counts.
    public let targets: [StepTarget]
    /// NEWS2 total at each step, 0 where nothing is known.
    public let news2: [Int]

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
        let subject = Delivery.Subject(patient: history.patient, encounter: history.encounter)
        let encoded = EncodedSequence(timeline: timeline, subject: subject, extractor: extractor)
        encounterID = history.id
        self.part = part
        features = encoded.features
        starts = encoded.steps.indices.filter { encoded.steps[$0].isStart }
        labels = encoded.steps.map { outcome.label(at: extractor.grid.start(of: $0.step), firstEvent: firstEvent) }
        targets =
            NormalizedUtility.applies(to: outcome)
            ? NormalizedUtility.targets(labels: labels) : labels.map { StepTarget(label: $0) }
        news2 = encoded.steps.map { element in
            let vitalSigns = timeline.vitalSigns(
                before: extractor.grid.end(of: element.step), validForHours: PatientScorer.vitalSignValidityHours)
            return NEWS2(vitalSigns)?.total ?? 0
        }
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
