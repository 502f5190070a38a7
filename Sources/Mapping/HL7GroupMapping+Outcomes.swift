internal import ClinicalDomain
internal import HL7v2

extension HL7GroupMapping {
    /// Discharge dispositions that mean death (PV1-36, table 0112): expired, at home, in a facility, place unknown.
    private static let deathDispositions: Set<String> = ["20", "40", "41", "42"]

    /// What happened to the patient, by rule: death from PID-29, PID-30 and PV1-36, and what the site's rules say.
    ///
    /// The move to intensive care is not told here: it needs to be known where the patient was before.
    func outcomes(_ times: HL7StayTimes) -> [OutcomeEvent] {
        var outcomes: [OutcomeEvent] = []
        let at = times.event ?? message.received
        if let patient = group.patient, event != .observation, event != .merge {
            let died = (try? patient.timestamp(field: 29))?.flatMap { $0 }.flatMap(message.clock.instant)
            let disposition = group.visit?.field(36).firstText ?? ""
            if patient.field(30).firstText?.uppercased() == "Y" || died != nil {
                outcomes.append(OutcomeEvent(name: "death", at: died ?? times.discharged ?? at))
            } else if event == .discharge, Self.deathDispositions.contains(disposition) {
                outcomes.append(OutcomeEvent(name: "death", at: times.discharged ?? at))
            }
        }
        for rule in message.mapping.outcomeRules where applies(rule) {
            outcomes.append(OutcomeEvent(name: rule.outcome, at: at))
        }
        return outcomes
    }

    private func applies(_ rule: OutcomeRule) -> Bool {
        guard rule.events.isEmpty || rule.events.contains(message.message.triggerEvent ?? ""),
            let path = try? HL7Path(parsing: rule.path), let number = path.field
        else { return false }
        let values = Set(rule.values.map { $0.uppercased() })
        let segments = group.segments + [message.message.header] + [message.eventSegment].compactMap { $0 }
        return segments.contains { segment in
            guard segment.name == path.segment else { return false }
            return segment.field(number).repetitions.contains { repetition in
                let text = path.component.map { repetition.component($0).firstText } ?? repetition.firstText
                return text.map { values.contains($0.uppercased()) } ?? false
            }
        }
    }
}
