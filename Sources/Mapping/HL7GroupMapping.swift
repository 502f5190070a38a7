internal import ClinicalDomain
internal import HL7v2

/// The mapping of what one message says of one patient.
struct HL7GroupMapping {
    /// What a group becomes.
    struct Result {
        var delivery: Delivery
        /// Why the sender is told that the group was not used.
        var fault: MappedMessage.Fault?
        /// Results that are known and not for us.
        var ignoredResults = 0
    }

    let message: HL7MessageMapping
    let group: HL7PatientGroup
    let event: StayEvent

    /// The delivery of the group; its body is left to the caller.
    ///
    /// - Parameter number: the place of the group among those of the message, from 0.
    func delivery(number: Int) -> Result {
        let identity =
            number == 0 ? message.identity : MessageIdentity.digest(message.identity, Array("\(number)".utf8))
        var result = Result(
            delivery: Delivery(
                message: Delivery.Message(
                    format: .hl7v2, source: message.source, identity: identity, body: [], received: message.received),
                subject: nil, stayEvent: stayEvent))
        if event == .merge, group.merges.isEmpty { return withoutMerge(result) }
        mapResults(into: &result)
        if saysNothingOfUse(result) { return result }
        let times = HL7StayTimes(message: message, group: group, event: event)
        result.delivery.eventTime = times.event
        result.delivery.subject = subject(times, quarantine: &result.delivery.quarantine)
        guard result.delivery.subject != nil else { return withoutPatient(result) }
        if event == .merge, let fault = mapMerges(into: &result.delivery) {
            result.fault = fault
            return result
        }
        result.delivery.outcomes = outcomes(times)
        let isKnown = result.delivery.quarantine.contains { $0.place == "MSH-7" }
        if message.clock.written == nil, !isKnown, !message.message.header.field(7).isEmpty {
            result.delivery.quarantine += unreadableMessageTime()
        }
        return result
    }

    /// Whether all that the group reports is known and not for us, such as a waveform.
    func saysNothingOfUse(_ result: Result) -> Bool {
        event == .observation && result.delivery.observations.isEmpty && result.delivery.quarantine.isEmpty
            && group.segments.contains { $0.name == "OBX" }
    }

    /// An update of an outpatient is one of the person: nobody lies in a bed.
    private var stayEvent: StayEvent {
        guard event == .update, let patientClass = group.visit?.field(2).firstText?.uppercased() else { return event }
        return ["O", "P", "R", "B", "C", "N"].contains(patientClass) ? .person : event
    }

    /// A device that knows only its bed speaks of whoever lies there; anything else that names no patient is of no use.
    private func withoutPatient(_ result: Result) -> Result {
        var result = result
        if event == .observation, let location = location(), !location.bed.isEmpty {
            result.delivery.bed = location
            return result
        }
        result.delivery.observations = []
        result.delivery.quarantine = [
            QuarantineEntry(
                reason: .missingPatient, place: "PID-3", found: "",
                hint: "send the patient identifier in PID-3.1, or the bed in PV1-3")
        ]
        result.fault = MappedMessage.Fault(
            condition: ErrorCondition.requiredFieldMissing.rawValue, place: "PID-3",
            text: "no patient identifier; the message is quarantined")
        return result
    }

    private func unreadableMessageTime() -> [QuarantineEntry] {
        do {
            guard let time = try message.message.time() else { return [] }
            return [
                QuarantineEntry(
                    reason: .invalidTime, place: "MSH-7", found: "\(time)", hint: "expected a year from 1900 to 2200")
            ]
        } catch {
            return [
                QuarantineEntry(
                    reason: .invalidTime, place: "MSH-7", found: message.message.header.field(7).verbatimText,
                    hint: error.hint)
            ]
        }
    }

    private func withoutMerge(_ result: Result) -> Result {
        var result = result
        let text = "no MRG segment; send the identifier that is given up in MRG-1"
        result.delivery.quarantine = [QuarantineEntry(reason: .missingPatient, place: "MRG", found: "", hint: text)]
        result.fault = MappedMessage.Fault(
            condition: ErrorCondition.segmentSequenceError.rawValue, place: "MRG", text: text)
        return result
    }

    /// The patients that turned out to be this one; what the sender is told when none of them can be told.
    private func mapMerges(into delivery: inout Delivery) -> MappedMessage.Fault? {
        // What both have, such as a national number, is given up by neither.
        let kept = Set(group.patient.map { identifiers(in: $0.field(3)).map(\.identifier) } ?? [])
        let surviving = delivery.subject?.patient.identifier
        let prior = group.merges.flatMap { identifiers(in: $0.field(1)).map(\.identifier) }
        delivery.merges = prior.filter { $0 != surviving && !kept.contains($0) }
            .map { PatientMerge(priorIdentifier: $0) }
        guard prior.isEmpty else { return nil }
        let text = "no identifier to merge; send it in MRG-1"
        delivery.quarantine.append(QuarantineEntry(reason: .missingPatient, place: "MRG-1", found: "", hint: text))
        return MappedMessage.Fault(
            condition: ErrorCondition.requiredFieldMissing.rawValue, place: "MRG-1", text: text)
    }
}
