internal import ClinicalDomain
internal import HL7v2

/// The mapping of one message: what the site says, and what the message says of itself.
struct HL7MessageMapping {
    let message: HL7Message
    let received: Instant
    /// What lies after it, by more than clocks may differ, has not come yet.
    let latest: Instant
    let mapping: HL7Mapping
    /// Who sends: MSH-3, or MSH-4 where that is empty.
    let source: String
    let clock: HL7MessageClock
    /// The identity of the message, from which those of its groups are derived: one hash, however many patients.
    let identity: [UInt8]
    /// The first EVN, found once, however many patients.
    let eventSegment: HL7Segment?

    init(message: HL7Message, received: Instant, latest: Instant, mapping: HL7Mapping) {
        (self.message, self.received, self.latest, self.mapping) = (message, received, latest, mapping)
        source = CleanText.label(message.sendingApplication ?? message.sendingFacility)
        clock = HL7MessageClock(message: message, localOffset: mapping.localOffset)
        eventSegment = message.segment("EVN")
        // Another one than that of a message refused as a whole, which may be taken when it comes again.
        identity = MessageIdentity.digest(Array("hl7v2".utf8), message.bytes, [])
    }

    /// What the message becomes; ``MappedMessage/message`` is left to the caller.
    func mapped() -> MappedMessage {
        if let fault = headerFault() { return fault }
        let event: StayEvent
        switch (message.messageCode, message.triggerEvent) {
        case ("ORU", _): event = .observation
        case ("ADT", .some(let trigger)):
            guard let known = HL7Mapping.stayEvents[trigger] else { return ignored() }
            event = known
        default: return ignored()
        }
        let groups = message.patientGroups
        guard !groups.isEmpty else {
            // An ORU without a patient, a bed or a result says nothing.
            return faulty(.segmentSequenceError, "PID", "no PID segment; the message is quarantined", .missingPatient)
        }
        var mapped = MappedMessage(deliveries: [], verdict: .accepted)
        for (index, group) in groups.enumerated() {
            let group = HL7GroupMapping(message: self, group: group, event: event)
            var result = group.delivery(number: index)
            mapped.ignoredResults += result.ignoredResults
            if let fault = result.fault {
                mapped.verdict = .faulty(fault)
            } else if group.saysNothingOfUse(result) {
                continue
            }
            result.delivery.message.body = mapped.deliveries.isEmpty ? message.bytes : []
            mapped.deliveries.append(result.delivery)
        }
        if mapped.deliveries.isEmpty { mapped.verdict = .ignored }
        return mapped
    }

    /// What is wrong with the header, if anything is.
    private func headerFault() -> MappedMessage? {
        let type = message.messageType
        guard type.utf8.count >= 3, message.messageCode?.utf8.count == 3 else {
            return refused(.unsupportedMessageType, "MSH-9", "MSH-9 names no message type", found: type)
        }
        if let version = message.version, !Self.isSupported(version) {
            return refused(.unsupportedVersionID, "MSH-12", "versions 2.1 to 2.9 are taken", found: version)
        }
        guard message.header.field(10).text != nil else {
            return faulty(
                .requiredFieldMissing, "MSH-10", "no message control id; the message is quarantined", .unparseable)
        }
        return nil
    }

    /// 2.1 to 2.9, with anything after a further point: 2.5.1, 2.3.1.
    static func isSupported(_ version: String) -> Bool {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "2", parts[1].count == 1, let minor = Int(parts[1]) else { return false }
        return (1...9).contains(minor) && parts.dropFirst(2).allSatisfy { $0.count == 1 && $0.first?.isNumber == true }
    }

    private func ignored() -> MappedMessage { MappedMessage(deliveries: [], verdict: .ignored) }

    private func refused(_ condition: ErrorCondition, _ place: String, _ text: String, found: String) -> MappedMessage {
        MappedMessage(
            deliveries: [quarantined(.unsupported, place: place, found: found, hint: text)],
            verdict: .refused(MappedMessage.Fault(condition: condition.rawValue, place: place, text: text)))
    }

    private func faulty(
        _ condition: ErrorCondition, _ place: String, _ text: String, _ reason: QuarantineEntry.Reason
    ) -> MappedMessage {
        MappedMessage(
            deliveries: [quarantined(reason, place: place, found: "", hint: text)],
            verdict: .faulty(MappedMessage.Fault(condition: condition.rawValue, place: place, text: text)))
    }

    private func quarantined(
        _ reason: QuarantineEntry.Reason, place: String, found: String, hint: String
    ) -> Delivery {
        mapping.refusal(
            message.bytes, source: source, received: received,
            QuarantineEntry(reason: reason, place: place, found: found, hint: hint))
    }
}
