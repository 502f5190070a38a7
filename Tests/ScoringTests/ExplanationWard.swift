import ClinicalDomain
import RecurrentNetworks
import Scoring
import Simulation

/// Simulated patients, a network that was trained on some of them, and the alerts that it raises for others.
struct ExplanationWard {
    /// An alert with the stay as it was known then.
    struct RaisedAlert {
        /// The scorer that stands at the step that raised it.
        var scorer: PatientScorer
        /// The deterioration during which it was raised.
        var pattern: DeteriorationPattern
    }

    static let channels: [ChannelID] = [
        .heartRate, .respiratoryRate, .oxygenSaturation, .bodyTemperature, .systolicBloodPressure,
        .diastolicBloodPressure, .meanBloodPressure, .consciousness, .supplementalOxygen,
    ]

    /// What the simulation changes first and most in each pattern, as its documentation says.
    static let causes: [DeteriorationPattern: Set<ChannelID>] = [
        .sepsis: [.bodyTemperature, .heartRate, .respiratoryRate],
        .respiratoryFailure: [.respiratoryRate, .oxygenSaturation],
        .bleeding: [.heartRate, .systolicBloodPressure],
        .arrhythmia: [.heartRate],
    ]

    /// When alerts are raised and cleared.
    static let policy = AlertPolicy()
    private static let seed: UInt64 = 5
    private static let (epochs, batchSize) = (8, 16)

    let model: RiskModel
    let alerts: [RaisedAlert]

    /// An LSTM with more than 200 alerts, made once.
    static let lstm = Result { try ExplanationWard(cell: .lstm, patients: 700) }

    /// Trains on some patients and collects the alerts of others.
    init(cell: CellKind, networks: Int = 1, patients: Int) throws {
        let training = Self.simulation(patients: 300, firstNumber: 1, deterioratingShare: 0.5)
        model = try Self.train(training, cell: cell, networks: networks)
        let unseen = Self.simulation(patients: patients, firstNumber: 100_001, deterioratingShare: 0.5)
        alerts = unseen.patients().compactMap { [model] in Self.firstAlert(of: $0, model: model) }
    }

    /// A ward of the shared seed.
    static func simulation(patients: Int, firstNumber: Int, deterioratingShare: Double) -> WardSimulation {
        var configuration = SimulationConfiguration.history(
            patients: patients, seed: seed, firstPatientNumber: firstNumber)
        configuration.deterioratingShare = deterioratingShare
        return WardSimulation(configuration: configuration)
    }

    /// The first alert between the first effect of a deterioration and its treatment or event.
    private static func firstAlert(of patient: SimulatedPatient, model: RiskModel) -> RaisedAlert? {
        guard let deterioration = patient.groundTruth.deterioration,
            let end = deterioration.treated ?? deterioration.adverseEvent?.at
        else { return nil }
        var history = patient.history(id: EncounterID(rawValue: 1))
        var whole = PatientScorer(history, model: model)
        let assessments = whole.assess()
        // A step without values is walked through only once a later one comes: it raises nothing.
        let observed = Set(whole.timeline.steps.map { whole.timeline.grid.start(of: $0) })
        var isOpen = false
        for assessment in assessments where observed.contains(assessment.step) {
            guard let risk = assessment.risk else { continue }
            guard !isOpen else {
                isOpen = risk.probability >= policy.clearFraction * risk.threshold
                continue
            }
            isOpen = risk.probability >= risk.threshold
            guard isOpen, assessment.effective > deterioration.firstEffect, assessment.effective <= end else {
                continue
            }
            history.observations.removeAll { $0.key.effective >= assessment.step.advanced(byHours: 1) }
            var scorer = PatientScorer(history, model: model)
            _ = scorer.assess()
            return RaisedAlert(scorer: scorer, pattern: deterioration.pattern)
        }
        return nil
    }

    private static func train(
        _ simulation: WardSimulation, cell: CellKind, networks: Int
    ) throws -> RiskModel {
        let histories = simulation.patients().map { $0.history(id: EncounterID(rawValue: 1)) }
        let schema = SequenceSchema(channels: channels.map { scale(of: $0, in: histories) })
        let extractor = FeatureExtractor(schema: schema)
        var inputs: [[Float]] = []
        var (targets, weights): ([[Float]], [[Float]]) = ([], [])
        for history in histories {
            let timeline = ObservationTimeline(grid: extractor.grid, observations: history.observations)
            let subject = Delivery.Subject(patient: history.patient, encounter: history.encounter)
            let encoded = EncodedSequence(timeline: timeline, subject: subject, extractor: extractor)
            let event = OutcomeDefinition.deterioration.firstEvent(in: history.outcomes)
            let labels = encoded.steps.map {
                OutcomeDefinition.deterioration.label(at: timeline.grid.end(of: $0.step), firstEvent: event)
            }
            inputs.append(encoded.features)
            targets.append(labels.map { $0 == true ? 1 : 0 })
            weights.append(labels.map { $0 == nil ? 0 : 1 })
        }
        let architecture = try NetworkArchitecture(
            cell: cell, inputSize: schema.featureCount, hiddenSize: 16, outputSize: 1,
            contextDecay: cell.feedsOutputBack ? 0.5 : 0)
        let trained = try (0..<networks).map { index in
            let batches = (inputs.count + batchSize - 1) / batchSize
            var trainer = try Trainer(
                network: RecurrentNetwork<Float>(architecture: architecture, seed: seed + UInt64(index)),
                loss: .binaryCrossEntropy(positiveWeight: 3), optimizer: .adamW(learningRate: 0.01),
                options: TrainerOptions(
                    schedule: .cosine(total: epochs * batches, floor: 0.1), gradientNormLimit: GradientNormLimit(1),
                    seed: seed + UInt64(index)))
            for _ in 0..<epochs {
                let order = inputs.indices.shuffled(using: &trainer.generator)
                for start in stride(from: 0, to: order.count, by: batchSize) {
                    let chosen = order[start..<min(start + batchSize, order.count)]
                    try trainer.train(
                        onBatch: SequenceBatch(
                            inputSize: schema.featureCount, targetSize: 1, inputs: chosen.map { inputs[$0] },
                            targets: chosen.map { targets[$0] }, lossWeights: chosen.map { weights[$0] }))
                }
            }
            return trainer.network
        }
        return RiskModel(
            name: "simulated", outcome: .deterioration, schema: schema, networks: trained,
            calibration: RiskModel.Calibration(scale: 0.9, offset: -0.6), threshold: 0.3, alertThreshold: 0.3,
            provenance: RiskModel.Provenance(
                trained: simulation.configuration.start, seed: seed, dataDigest: "", patients: [], metrics: [:]))
    }

    private static func scale(
        of channel: ChannelID, in histories: [EncounterHistory]
    ) -> SequenceSchema.ScaledChannel {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for history in histories {
            for observation in history.observations where observation.key.channel == channel {
                count += 1
                sum += observation.value
                squares += observation.value * observation.value
            }
        }
        let mean = sum / max(1, count)
        return SequenceSchema.ScaledChannel(
            id: channel, mean: mean, deviation: max(1e-3, (squares / max(1, count) - mean * mean).squareRoot()))
    }
}
