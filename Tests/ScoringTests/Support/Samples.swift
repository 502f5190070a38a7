import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

/// SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same cases everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// 2026-01-01T00:00:00Z, on the hourly grid.
let origin = Instant(millisecondsSince1970: 1_767_225_600_000)

/// So many minutes after ``origin``.
func minute(_ minutes: Int) -> Instant {
    Instant(millisecondsSince1970: origin.millisecondsSince1970 + Int64(minutes) * 60_000)
}

/// One version of one value.
func observation(
    _ channel: ChannelID, _ value: Double, minute at: Int, issued: Int? = nil, status: Observation.Status = .final,
    source: String = "MON", code: String = "", order: String = "", subID: String = "", rank: Int = 0
) -> Observation {
    Observation(
        key: Observation.Key(channel: channel, effective: minute(at), source: source, order: order, subID: subID),
        code: code, value: value, status: status, issued: minute(issued ?? at), rank: rank)
}

/// A woman of about sixty, admitted at ``origin``.
let subject = Delivery.Subject(
    patient: Patient(identifier: "1", birthDate: CivilDate(year: 1966, month: 1, day: 1), sex: .female),
    encounter: Encounter(admitted: origin))

/// Three channels with round scales, and the features of age, sex and clock.
let schema = SequenceSchema(
    maximumGapSteps: 6,
    channels: [
        SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10),
        SequenceSchema.ScaledChannel(id: .respiratoryRate, mean: 16, deviation: 4),
        SequenceSchema.ScaledChannel(id: .bodyTemperature, mean: 37, deviation: 0.5),
    ], includesClock: true)

/// A small model with random weights; nothing in it was trained.
func model(_ cell: CellKind = .lstm, schema: SequenceSchema = schema, seed: UInt64 = 7) throws -> RiskModel {
    let architecture = try NetworkArchitecture(
        cell: cell, inputSize: schema.featureCount, hiddenSize: 5, outputSize: 1,
        contextDecay: cell.feedsOutputBack ? 0.5 : 0)
    return RiskModel(
        name: "test-\(cell.rawValue)", outcome: .deterioration, schema: schema,
        networks: [RecurrentNetwork(architecture: architecture, seed: seed)],
        calibration: RiskModel.Calibration(scale: 1.25, offset: -0.75), threshold: 0.3, alertThreshold: 0.6,
        provenance: RiskModel.Provenance(
            trained: origin, seed: seed, dataDigest: "00ff", patients: [3, 2, 1],
            metrics: ["auroc": 0.1 + 0.2, "auprc": 1.0 / 3]))
}

func scorer(_ model: RiskModel?) -> PatientScorer {
    PatientScorer(encounterID: EncounterID(rawValue: 1), subject: subject, model: model)
}

/// The assessments of a fresh scorer that is given everything at once.
func freshAssessments(_ observations: [Observation], _ model: RiskModel?) -> [Assessment] {
    var fresh = scorer(model)
    fresh.apply(observations)
    _ = fresh.assess()
    return fresh.assessments
}

/// An assessment as text that differs when any bit of the probability does.
func bits(_ assessment: Assessment) -> String {
    let probability = assessment.risk.map { String($0.probability.bitPattern, radix: 16) } ?? "none"
    return "\(assessment.step) \(assessment.effective) \(probability) \(assessment.news2?.total ?? -1) "
        + "\(assessment.news2?.missing.map(\.rawValue) ?? [])"
}

/// A stay with gaps, corrections and deletions.
struct RandomStay {
    /// All versions of all observations, in the order of time.
    var observations: [Observation] = []

    /// - Parameters:
    ///   - hours: about how long it lasts.
    ///   - gapHours: the length of a gap in its middle, without any observation.
    ///   - ranks: from how many ranks the sources come; with more than one, several measure in the same hour.
    init(hours: Int, gapHours: Int, seed: UInt64, ranks: Int = 1) {
        var generator = SeededGenerator(seed: seed)
        let channels: [(ChannelID, ClosedRange<Double>)] = [
            (.heartRate, 40...180), (.respiratoryRate, 6...40), (.bodyTemperature, 34...41),
            (.oxygenSaturation, 80...100),
            (.systolicBloodPressure, 70...240), (.consciousness, 0...4), (.supplementalOxygen, 0...10), (.age, 50...51),
        ]
        for hour in 0..<hours {
            for (channel, range) in channels where Int.random(in: 0..<3, using: &generator) == 0 {
                let skipped = hour < hours / 2 ? 0 : gapHours
                for rank in 0..<ranks {
                    let at = (hour + skipped) * 60 + Int.random(in: 0..<(ranks > 1 ? 4 : 60), using: &generator)
                    addVersions(channel, range, minute: at, rank: ranks - 1 - rank, &generator)
                }
            }
        }
        if observations.isEmpty { addVersions(.heartRate, 40...180, minute: 30, rank: 0, &generator) }
    }

    private mutating func addVersions(
        _ channel: ChannelID, _ range: ClosedRange<Double>, minute: Int, rank: Int,
        _ generator: inout SeededGenerator
    ) {
        let source = Bool.random(using: &generator) ? "MON" : "EHR"
        for version in 0..<(Int.random(in: 0..<4, using: &generator) == 0 ? 3 : 1) {
            // Versions that were issued at the same time are told apart by status and value.
            let issued = minute + (Bool.random(using: &generator) ? 0 : version * 10)
            observations.append(
                observation(
                    channel, Double.random(in: range, using: &generator).rounded(), minute: minute, issued: issued,
                    status: version == 0
                        ? .final : Observation.Status.allCases.randomElement(using: &generator) ?? .final,
                    source: source, code: rank > 0 ? "C\(rank)" : "", rank: rank))
        }
    }
}
