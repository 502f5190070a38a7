import ClinicalDomain
import Testing

/// Midnight of 2026-01-01 plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

/// A NEWS2 with that total by known charts: pulse, rate, pressure and consciousness give 3 each, oxygen 2, the rest of
/// temperature 1.
func news2(_ total: Int, isPartial: Bool = false) throws -> NEWS2 {
    let values: [Int: [ChannelID: Double]] = [
        0: [:], 1: [.bodyTemperature: 38.5], 2: [.supplementalOxygen: 2], 3: [.heartRate: 140],
        4: [.heartRate: 140, .bodyTemperature: 38.5], 5: [.heartRate: 140, .supplementalOxygen: 2],
        6: [.heartRate: 140, .respiratoryRate: 30],
        7: [.heartRate: 140, .respiratoryRate: 30, .bodyTemperature: 38.5],
        8: [.heartRate: 140, .respiratoryRate: 30, .supplementalOxygen: 2],
        9: [.heartRate: 140, .respiratoryRate: 30, .systolicBloodPressure: 80],
        12: [.heartRate: 140, .respiratoryRate: 30, .systolicBloodPressure: 80, .consciousness: 4],
    ]
    var vitalSigns: [ChannelID: Double] = [
        .heartRate: 70, .respiratoryRate: 16, .oxygenSaturation: 98, .supplementalOxygen: 0,
        .systolicBloodPressure: 120, .consciousness: 0, .bodyTemperature: 37,
    ]
    vitalSigns.merge(try #require(values[total])) { $1 }
    if isPartial { vitalSigns[.oxygenSaturation] = nil }
    let score = try #require(
        NEWS2(VitalSigns(vitalSigns.mapValues { VitalSigns.Reading(value: $0, effective: hour(0)) })))
    #expect(score.total == total && score.isPartial == isPartial)
    return score
}

func risk(_ probability: Double, threshold: Double = 0.5) -> NetworkRisk {
    NetworkRisk(model: "m", probability: probability, threshold: threshold)
}

func assessment(risk: NetworkRisk? = nil, news2: NEWS2? = nil, at hours: Double = 0) -> Assessment {
    Assessment(
        encounterID: EncounterID(rawValue: 1), step: hour(hours), effective: hour(hours), risk: risk, news2: news2)
}

extension Alert {
    /// An alert raised two days ago, cleared some hours ago or still in force.
    static func sample(
        _ reasons: Alert.Reason..., state: Alert.State = .open, id: Int64 = 5, clearedHoursAgo: Double? = nil,
        level: AlertLevel = AlertLevel(risk: 0.99, news2: 20)
    ) -> Alert {
        var alert = Alert(
            id: id, encounterID: EncounterID(rawValue: 1), reason: reasons[0], raised: hour(-48), reasons: reasons,
            level: level)
        alert.state = state
        if let ago = clearedHoursAgo {
            (alert.state, alert.cleared, alert.clearing) = (.cleared, hour(-ago), .recovery)
        }
        return alert
    }
}
