import ClinicalDomain
import Store
import TerminalBoard

/// The curves of a patient: risk, NEWS2, and the vital signs that were taken.
struct PatientCurves {
    private let scores: [StepScore]
    private let courses: [ChannelID: [TimedValue]]
    private let scale: NEWS2.OxygenSaturationScale
    private let policy: AlertPolicy

    init(_ scores: [StepScore], _ observations: [Observation], policy: AlertPolicy) {
        (self.scores, self.policy) = (scores, policy)
        courses = observations.courses
        scale = courses[.oxygenSaturationScale]?.last?.value == 2 ? .scale2 : .scale1
    }

    var all: [Curve] { ([risk, news2] + vitalSigns).compactMap { $0 } }

    private var risk: Curve? {
        let risks = scores.compactMap(\.risk)
        guard let newest = risks.last else { return nil }
        let threshold = (policy.riskThreshold ?? newest.threshold) * 100
        let top = max(risks.map(\.probability).max() ?? 0, threshold / 50) * 100
        let round = [1.0, 2, 5, 10, 20, 40, 60, 80, 100].first { $0 >= top } ?? 100
        return Curve(
            name: "risk", unit: "%",
            values: scores.compactMap { score in
                score.risk.map { TimedValue(at: score.effective, value: $0.probability * 100) }
            }, limit: threshold, scale: 0...round, digits: round <= 10 ? 1 : 0, isStepped: true)
    }

    private var news2: Curve? {
        let values = scores.compactMap { score in
            score.news2.map { TimedValue(at: score.effective, value: Double($0)) }
        }
        guard let newest = scores.last(where: { $0.news2 != nil }) else { return nil }
        return Curve(
            name: "NEWS2", values: values, limit: Double(policy.news2Threshold),
            scale: 0...max(12, values.map(\.value).max() ?? 0), prefix: newest.news2IsPartial ? "at least " : "",
            isStepped: true)
    }

    private var vitalSigns: [Curve] {
        let rows: [(channel: ChannelID, unit: String, normal: ClosedRange<Double>?, digits: Int)] = [
            (.respiratoryRate, "/min", PatientCurves.normal(0...60, NEWS2.respiratoryRate), 0),
            (.oxygenSaturation, "%", saturation, 0), (.supplementalOxygen, "L/min", nil, 0),
            (.systolicBloodPressure, "mmHg", PatientCurves.normal(50...300, NEWS2.systolicPressure), 0),
            (.systolicArterialPressure, "mmHg", PatientCurves.normal(50...300, NEWS2.systolicPressure), 0),
            (.heartRate, "/min", PatientCurves.normal(20...200, NEWS2.pulse), 0),
            (.bodyTemperature, "°C", PatientCurves.normal(30...43, by: 0.1, NEWS2.temperature), 1),
            (.consciousness, "", nil, 0),
        ]
        return rows.compactMap { row in
            guard let values = courses[row.channel], !values.isEmpty else { return nil }
            let isNothing = row.normal == nil && values.allSatisfy { $0.value == 0 }
            if isNothing { return nil }
            let isConsciousness = row.channel == .consciousness
            return Curve(
                name: ChannelTable.standard[row.channel]?.display ?? row.channel.rawValue, unit: row.unit,
                values: values, normal: row.normal,
                scale: isConsciousness ? 0...4 : row.normal == nil ? PatientCurves.fromZero(values) : nil,
                digits: row.digits, isStepped: isConsciousness,
                levels: isConsciousness ? ["A", "C", "V", "P", "U"] : [])
        }
    }

    private static func fromZero(_ values: [TimedValue]) -> ClosedRange<Double> {
        0...max(4, ((values.map(\.value).max() ?? 0) / 4).rounded(.up) * 4)
    }

    private var saturation: ClosedRange<Double>? {
        switch scale {
        case .scale1: PatientCurves.normal(50...100, NEWS2.saturationScale1)
        case .scale2: PatientCurves.normal(50...100) { NEWS2.saturationScale2($0, onOxygen: true) ?? 0 }
        }
    }

    /// The band for which NEWS2 gives no points.
    static func normal(
        _ range: ClosedRange<Double>, by step: Double = 1, _ points: (Double) -> Int
    ) -> ClosedRange<Double>? {
        let count = Int(((range.upperBound - range.lowerBound) / step).rounded())
        let values = (0...count).map { ((range.lowerBound + Double($0) * step) * 10).rounded() / 10 }
            .filter { points($0) == 0 }
        guard let low = values.first, let high = values.last else { return nil }
        return low...high
    }
}
