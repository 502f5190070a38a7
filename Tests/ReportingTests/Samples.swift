import ClinicalDomain

/// An instant so many hours after 2026-01-01T00:00Z.
func hour(_ hours: Double) -> Instant { Instant(millisecondsSince1970: 1_767_225_600_000).advanced(byHours: hours) }

/// An alert raised at an hour, with what was done about it: minutes after it, and what.
func course(
    _ id: Int64, _ reason: Alert.Reason = .news2, person: Int64? = 1, unit: String = "W1", at: Double,
    cleared: Double? = nil, _ clearing: Alert.Clearing? = nil, isShadow: Bool = false, quietUntil: Instant? = nil,
    isOutcomeKnown: Bool = true, changes: [(minutes: Double, name: String, tier: Int)] = []
) -> WardRecord.AlertCourse {
    var alert = Alert(
        id: id, encounterID: person.map { EncounterID(rawValue: $0) }, reason: reason,
        state: cleared == nil ? .open : .cleared, raised: hour(at), subject: reason.isTechnical ? "heartRate" : "",
        cleared: cleared.map { hour($0) }, isShadow: isShadow, quietUntil: quietUntil)
    alert.clearing = clearing
    let raise = WardRecord.Change(at: hour(at), name: "raise")
    return WardRecord.AlertCourse(
        alert: alert, stay: alert.encounterID, person: person, patient: "P-SECRET-\(person ?? 0)", unit: unit,
        quietUntil: quietUntil, isOutcomeKnown: isOutcomeKnown,
        changes: [raise]
            + changes.map {
                WardRecord.Change(at: hour(at).advanced(bySeconds: 60 * $0.minutes), name: $0.name, tier: $0.tier)
            } + (cleared.map { [WardRecord.Change(at: hour($0), name: "clear")] } ?? []))
}

/// Two units over ten days, with everything that can happen once.
///
/// W1: person 1 for four days, then two in W2; person 2 for ten days, of which the first four lie before the period.
func sampleRecord(unit: String = "W1", source: String = "MONITOR") -> WardRecord {
    WardRecord(
        since: hour(0), until: hour(240),
        stays: [
            .init(
                id: EncounterID(rawValue: 1), person: 1, begins: hour(0), ends: hour(144), unit: "W2",
                places: [.init(unit: unit, since: hour(0), until: hour(96)), .init(unit: "W2", since: hour(96))]),
            .init(id: EncounterID(rawValue: 2), person: 2, begins: hour(-96), ends: hour(144), unit: unit),
        ],
        alerts: [
            course(
                1, .networkRisk, unit: unit, at: 10, cleared: 12, .lapse,
                changes: [(20, "escalate", 2), (30, "acknowledge", 2)]),
            course(2, unit: unit, at: 40, cleared: 46, .recovery, changes: [(4, "acknowledge", 1)]),
            course(3, person: 2, unit: unit, at: 60, cleared: 61, .departure, isShadow: true),
            course(4, unit: "W2", at: 120, cleared: 130, .recovery, changes: [(6, "snooze", 1)]),
            course(5, .sensorFault, person: 2, unit: unit, at: 70, cleared: 80, .recovery),
            course(6, person: 2, unit: unit, at: 230, quietUntil: hour(231), changes: [(90, "acknowledge", 1)]),
        ],
        events: [
            .init(person: 1, name: "icu-transfer", at: hour(50), unit: unit),
            .init(person: 2, name: "death", at: hour(144), unit: unit),
        ],
        nights: [
            .init(
                outcome: "deterioration", ended: hour(30), decision: "keep", reason: "the challenger is no better",
                model: "ward-lstm-1", observedExpectedRatio: 1.25,
                populationStability: ["heartRate": 0.03, "bodyTemperature": 0.21])
        ],
        sources: [
            .init(
                name: source, format: "hl7v2", messages: 1200, last: hour(239),
                quarantined: ["unknown-code": 3, "implausible": 9], sampled: 40, late: 10)
        ])
}
