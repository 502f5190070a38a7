import ClinicalDomain
import Scoring

/// The stored observations of a stay, by time step.
struct PatientSteps {
    private let timeline: ObservationTimeline

    init(_ observations: [Observation]) {
        timeline = ObservationTimeline(grid: .hourly, observations: observations)
    }

    /// The vital signs that were taken within a step.
    func vitalSigns(step: Instant) -> [ChannelID: Double] {
        let end = timeline.grid.end(of: timeline.grid.step(of: step))
        return timeline.vitalSigns(before: end, validForHours: end.hours(since: step)).readings.mapValues(\.value)
    }
}

/// One scored step in a listing.
struct StepRow: ListingRow {
    let step: Instant
    let vitalSigns: [String: Double]
    let risk: Double?
    let model: String?
    let news2: Int?
    let news2IsPartial: Bool?

    init(_ assessment: Assessment, _ steps: PatientSteps) {
        step = assessment.step
        vitalSigns = Dictionary(
            uniqueKeysWithValues: steps.vitalSigns(step: assessment.step).map { ($0.key.rawValue, $0.value) })
        risk = assessment.risk?.probability
        model = assessment.risk?.model
        news2 = assessment.news2?.total
        news2IsPartial = assessment.news2?.isPartial
    }

    private static let channels: [ChannelID] = [
        .heartRate, .respiratoryRate, .oxygenSaturation, .bodyTemperature, .systolicBloodPressure, .consciousness,
        .supplementalOxygen,
    ]

    static let columns: [ListingColumn] = [
        "step", "hr", "resp", "spo2", .spare("temp", 2), "sys", .spare("acvpu", 1), .spare("o2", 1), "risk", "news2",
    ]

    static let fields =
        ["step"] + channels.map { "vitalSigns.\($0.rawValue)" } + ["risk", "model", "news2", "news2IsPartial"]

    var cells: [String] {
        [step.tableText] + Self.channels.map { vitalSigns[$0.rawValue]?.short ?? "" } + [
            risk?.formatted(3) ?? "", news2.map { (news2IsPartial == true ? ">=" : "") + String($0) } ?? "",
        ]
    }
}
