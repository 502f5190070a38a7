public import ClinicalDomain

/// Scores one stay step by step with carried hidden state, and scores again what late or corrected values change.
///
/// After any sequence of ``apply(_:)`` and ``assess()`` the scores equal those of a fresh scorer that is given all
/// observations at once: both compute each step from the same state by the same code.
public struct PatientScorer: Sendable {
    /// Values older than this are no longer in force for NEWS2: twice the longest interval of observation that the
    /// Royal College of Physicians allows (12 h).
    public static let vitalSignValidityHours = 24.0
    /// States are kept for so many latest steps; a value that is later still is scored again from the beginning.
    private static let keptStates = 48

    private struct Record: Sendable {
        let element: StepSequence.Element
        var probability: Double?
        var unfamiliar: UnfamiliarValue?
        var states: (features: FeatureExtractor.State, network: RiskModel.State?)?
    }

    /// The stay.
    public let encounterID: EncounterID
    /// Whom the stay is about.
    public let subject: Delivery.Subject
    /// The model, if there is one.
    public let model: RiskModel?
    /// The observations.
    public private(set) var timeline: ObservationTimeline
    private let extractor: FeatureExtractor
    private var records: [Record] = []
    private var changedFrom: Int?

    /// A scorer without observations.
    ///
    /// Without a model it gives NEWS2 on an hourly grid.
    public init(encounterID: EncounterID, subject: Delivery.Subject, model: RiskModel?) {
        (self.encounterID, self.subject, self.model) = (encounterID, subject, model)
        extractor = FeatureExtractor(schema: model?.schema ?? SequenceSchema(channels: []))
        timeline = ObservationTimeline(grid: extractor.grid)
    }

    /// A scorer with a stored history, ready to ``assess()`` all of it.
    public init(_ history: EncounterHistory, model: RiskModel?) {
        self.init(encounterID: history.id, subject: history.subject, model: model)
        apply(history.observations)
    }

    /// Takes in observations; the next ``assess()`` scores the steps that they change.
    public mutating func apply(_ observations: some Sequence<Observation>) {
        for observation in observations {
            if let step = timeline.apply(observation) { changedFrom = min(changedFrom ?? step, step) }
        }
    }

    /// Scores the steps that have changed since the last call.
    ///
    /// - Returns: their assessments in order of time; the last one, if any, is that of the newest step.
    public mutating func assess() -> [Assessment] {
        guard let changedFrom else { return [] }
        self.changedFrom = nil
        let firstNew = rewind(toBefore: changedFrom)
        let sequence = StepSequence(timeline, maximumGapSteps: extractor.schema.maximumGapSteps)
        var features: [Float] = []
        var states = records.last?.states ?? (extractor.initialState(), model?.initialState())
        while let element = sequence.element(after: records.last?.element.step) {
            if element.isStart { states = (extractor.initialState(), model?.initialState()) }
            var probability: Double?
            var unfamiliar: UnfamiliarValue?
            if let model, var state = states.network {
                states.network = nil
                features.removeAll(keepingCapacity: true)
                extractor.advance(
                    &states.features, step: element.step, timeline: timeline, subject: subject, into: &features)
                probability = model.probability(ofLogit: model.step(features, &state))
                states.network = state
                unfamiliar = model.strangenessLimit.flatMap { extractor.unfamiliarValue(states.features, limit: $0) }
            }
            records.append(
                Record(element: element, probability: probability, unfamiliar: unfamiliar, states: states))
            let old = records.count - 1 - Self.keptStates
            if old >= 0 { records[old].states = nil }
        }
        return records[firstNew...].map(assessment)
    }

    /// The assessment of the newest step that has been assessed; nil before the first.
    public var newest: Assessment? { records.last.map(assessment) }

    /// The probability at the newest step, also where the model has no opinion; nil without a model or a step.
    public var newestProbability: Double? { records.last?.probability }

    /// The probability at every step that was assessed, also where the model has no opinion; nil without a model.
    public var probabilities: [Double?] { records.map(\.probability) }

    /// Why the model has no opinion about the newest step; nil where it has one.
    public var unfamiliarValue: UnfamiliarValue? { records.last?.unfamiliar }

    /// The assessments of the steps whose scores depend on observations, whenever those were applied.
    public func assessments(affectedBy observations: some Sequence<Observation>) -> [Assessment] {
        guard let first = observations.map({ extractor.grid.step(of: $0.key.effective) }).min() else { return [] }
        let anchor = timeline.lastObservedStep(before: first) ?? .min
        return records.drop { $0.element.step <= anchor }.map(assessment)
    }

    /// The assessments of all steps that have been assessed.
    public var assessments: [Assessment] { records.map(assessment) }

    /// The assessments of the latest steps before the newest, oldest first, at most so many.
    public func assessmentsBeforeNewest(count: Int) -> [Assessment] {
        records.dropLast().suffix(max(count, 0)).map(assessment)
    }

    /// Forgets the records of all steps after the last observed step before `step`, and all others too if the state
    /// there is no longer kept: they will come out the same again.
    ///
    /// - Returns: the index of the first record whose score can change.
    private mutating func rewind(toBefore step: Int) -> Int {
        let anchor = timeline.lastObservedStep(before: step) ?? .min
        let kept = records.lastIndex { $0.element.step <= anchor }.map { $0 + 1 } ?? 0
        records.removeSubrange(kept...)
        if let last = records.last, last.states == nil { records.removeAll() }
        return kept
    }

    private func assessment(_ record: Record) -> Assessment {
        let grid = extractor.grid
        let end = grid.end(of: record.element.step)
        let vitalSigns = timeline.vitalSigns(before: end, validForHours: Self.vitalSignValidityHours)
        let effective = vitalSigns.readings.values.map(\.effective).max() ?? grid.start(of: record.element.step)
        return Assessment(
            encounterID: encounterID, step: grid.start(of: record.element.step),
            effective: max(effective, grid.start(of: record.element.step)),
            risk: record.unfamiliar != nil
                ? nil
                : record.probability.flatMap { probability in
                    model.map { NetworkRisk(model: $0.name, probability: probability, threshold: $0.alertThreshold) }
                },
            news2: news2(vitalSigns, before: end))
    }
}
