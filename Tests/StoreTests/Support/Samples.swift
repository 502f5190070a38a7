import ClinicalDomain

@testable import Store

/// 2026-01-01T00:00:00Z plus hours.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

extension Observation {
    static func sample(
        _ channel: ChannelID = .heartRate, _ value: Double = 80, at time: Double = 0, issued: Double = 0,
        status: Status = .final, source: String = "MONITOR", order: String = "", subID: String = "",
        code: String = "8867-4", original: String = "", rank: Int = 0
    ) -> Observation {
        Observation(
            key: Key(channel: channel, effective: hour(time), source: source, order: order, subID: subID), code: code,
            value: value, original: original, status: status, issued: hour(issued), rank: rank)
    }
}

extension Delivery {
    static func sample(
        _ identity: String, patient: String = "P1", birthDate: CivilDate? = nil, sex: Sex = .unknown,
        encounter: Encounter = Encounter(), format: Message.Format = .hl7v2, source: String = "MONITOR",
        body: String = "MSH|", observations: [Observation] = [], outcomes: [OutcomeEvent] = [],
        quarantine: [QuarantineEntry] = []
    ) -> Delivery {
        Delivery(
            message: Message(
                format: format, source: source, identity: Array(identity.utf8), body: Array(body.utf8),
                received: hour(1)),
            subject: Subject(
                patient: Patient(identifier: patient, birthDate: birthDate, sex: sex), encounter: encounter),
            observations: observations, outcomes: outcomes, quarantine: quarantine)
    }
}

extension AlertEvidence {
    static func sample(at time: Double = 2, risk: Double = 0.7) -> AlertEvidence {
        let reading = VitalSigns.Reading(value: 135, effective: hour(time))
        return AlertEvidence(
            step: hour(time), effective: hour(time),
            risk: NetworkRisk(model: "ward-lstm", probability: risk, threshold: 0.4),
            news2: NEWS2(VitalSigns([.heartRate: reading])),
            values: [Value(channel: .heartRate, value: 135, unit: "/min", effective: hour(time), ageMinutes: 3)],
            contributions: [Contribution(channel: .heartRate, logOdds: 1.25, before: 80, now: 135, overHours: 2)],
            policy: AlertPolicy())
    }
}

extension AlertDecision {
    static func raise(_ reason: Alert.Reason, _ evidence: AlertEvidence) -> AlertDecision {
        .raise(
            Raise(
                reasons: [reason],
                level: AlertLevel(risk: evidence.risk?.probability, news2: evidence.news2?.total)), evidence)
    }

    static func clear(alertID: Int64, at: Instant) -> AlertDecision {
        .change(alertID: alertID, .clear(at: at, .recovery))
    }
}

extension Assessment {
    static func sample(
        _ id: EncounterID, step: Double = 2, risk: Double? = 0.7, model: String = "ward-lstm", pulse: Double? = 135
    ) -> Assessment {
        Assessment(
            encounterID: id, step: hour(step), effective: hour(step + 0.5),
            risk: risk.map { NetworkRisk(model: model, probability: $0, threshold: 0.4) },
            news2: pulse.flatMap { NEWS2(VitalSigns([.heartRate: .init(value: $0, effective: hour(step))])) })
    }
}

extension WardwatchStore {
    /// Stores one delivery.
    @discardableResult
    func append(_ delivery: Delivery) async throws -> AppendOutcome { try await append([delivery])[0] }

    /// A stay with one observation.
    @discardableResult
    func sampleStay(patient: String = "P1") async throws -> EncounterID {
        let outcome = try await append(.sample("stay of \(patient)", patient: patient, observations: [.sample()]))
        guard let id = outcome.encounterID else { throw StoreError.unknownPatient }
        return id
    }
}
