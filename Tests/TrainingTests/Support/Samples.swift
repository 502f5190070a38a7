import ClinicalDomain
import RecurrentNetworks
import Scoring

@testable import Training

/// 2026-01-01T00:00:00Z plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

extension CounterBasedGenerator {
    /// Uniform in 0..<1.
    mutating func uniform() -> Double { Double.random(in: 0..<1, using: &self) }

    /// Standard normal (Box and Muller 1958).
    mutating func normal() -> Double {
        (-2 * Elementary.log(1 - uniform())).squareRoot() * Elementary.cosine(2 * .pi * uniform())
    }
}

extension Observation {
    static func sample(
        _ value: Double, at time: Double, channel: ChannelID = .heartRate, status: Status = .final,
        issued: Double? = nil
    ) -> Observation {
        Observation(
            key: Key(channel: channel, effective: hour(time), source: "M"), code: "", value: value, status: status,
            issued: hour(issued ?? time))
    }
}

extension EncounterHistory {
    static func sample(
        _ number: Int = 1, _ observations: [Observation], outcomes: [OutcomeEvent] = []
    ) -> EncounterHistory {
        EncounterHistory(
            id: EncounterID(rawValue: Int64(number)), patient: Patient(identifier: "P\(number)"),
            encounter: Encounter(admitted: hour(0)), observations: observations, outcomes: outcomes)
    }
}

/// A ward with one channel and a plain lesson: in the twelve hours before the event the heart rate is 30 higher.
struct ToyWard {
    static let schema = SequenceSchema(
        channels: [SequenceSchema.ScaledChannel(id: .heartRate, mean: 90, deviation: 20)], includesAge: false,
        includesSex: false)
    /// The event of the patients who have one.
    static let event = 20.0
    static let outcome = OutcomeDefinition.deterioration

    /// Changes a heart rate on its way into the record: part, patient, hour, value.
    typealias Change = (PatientSplit.Part, Int, Int, Double) -> Double

    static func part(_ patient: Int) -> PatientSplit.Part {
        patient % 4 < 2 ? .training : patient % 4 == 2 ? .validation : .test
    }

    /// Stays of 24 hours of every fourth patient in validation and in test; every third patient has the event.
    static func sequences(patients: Int = 64, change: Change = { $3 }) -> [TrainingSequence] {
        let extractor = FeatureExtractor(schema: schema)
        return (0..<patients).map { patient in
            var generator = CounterBasedGenerator(seed: UInt64(patient))
            let isIll = patient % 3 == 0
            let observations = (0..<24).map { time in
                let risen = isIll && Double(time) >= event - 12
                let value = (risen ? 110 : 80) + 8 * generator.normal()
                return Observation.sample(change(part(patient), patient, time, value), at: Double(time))
            }
            return TrainingSequence(
                history: .sample(patient, observations), firstEvent: isIll ? hour(event) : nil, outcome: outcome,
                extractor: extractor, part: part(patient))
        }
    }

    static func options(epochs: Int = 8, seed: UInt64 = 1) -> TrainingOptions {
        TrainingOptions(
            hiddenSize: 8, maximumEpochs: epochs, patience: epochs, batchSize: 8, learningRate: 0.02, seed: seed)
    }

    /// A trained network with the reports of its epochs.
    static func train(
        _ kind: CellKind, on sequences: [TrainingSequence], options: TrainingOptions = options(),
        shouldStop: () -> Bool = { false }
    ) throws -> (network: RecurrentNetwork<Float>, reports: [EpochReport]) {
        var reports: [EpochReport] = []
        let network = try NetworkTrainer(kind: kind, options: options).train(
            on: sequences, featureCount: schema.featureCount, shouldStop: shouldStop
        ) { reports.append($0) }
        return (network, reports)
    }
}

extension RecurrentNetwork<Float> {
    /// The parameters as bits, so that equal means equal and not about equal.
    var bits: [UInt32] { parameters.map(\.bitPattern) }
}
