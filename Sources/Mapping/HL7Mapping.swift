public import ClinicalDomain
internal import Foundation
internal import HL7v2

/// HL7 v2 messages → observations: ORU^R01 with LOINC codes and UCUM units, and the patient and stay of ADT messages.
///
/// | from | to |
/// | --- | --- |
/// | PID-3 (or PID-2), PID-7, PID-8 | patient |
/// | PV1-3, PV1-19, PV1-44, PV1-45 | stay |
/// | OBX-3 in system LN | channel |
/// | OBX-5, OBX-6 | value in the canonical unit |
/// | OBX-14, else OBR-7, else MSH-7 | when it was true |
/// | MSH-7 | when this version was issued |
/// | OBX-11 | status; X, I, O, S and N carry no value |
/// | OBX-4 | what tells equal codes apart |
public struct HL7Mapping: Sendable {
    /// Seconds east of UTC for a local time given in seconds since 1970 as if it were UTC: the site's time zone.
    public typealias LocalOffset = @Sendable (_ localSecondsSince1970: Int64) -> Int

    /// ADT events that say who a patient is and where they lie; others change more than that and are not done here.
    private static let stayEvents: Set<String> = [
        "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A28", "A31",
    ]
    private let values: ValueMapping
    private let localOffset: LocalOffset

    /// A mapping by a table of channels and the site's time zone.
    public init(channels: ChannelTable = .standard, localOffset: @escaping LocalOffset) {
        values = ValueMapping(channels: channels)
        self.localOffset = localOffset
    }

    /// Maps a message.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - bytes: the message without its frame.
    ///   - received: when its last byte arrived.
    public func map(_ bytes: [UInt8], received: Instant) -> MappedMessage {
        let message: HL7Message
        do {
            message = try HL7Message(parsing: bytes)
        } catch {
            return refusal(
                bytes, source: "", received: received, reason: .unparseable,
                place: error.path.map { "\($0)" } ?? "byte \(error.byteOffset ?? 0)", hint: error.hint,
                found: String(decoding: bytes.prefix(60), as: UTF8.self),
                verdict: .refused(
                    MappedMessage.Fault(
                        condition: error.condition.rawValue, place: "", text: "\(error). \(error.hint)")))
        }
        let source = CleanText.label(message.sendingApplication)
        if let processing = message.processingID, processing != "P" {
            return refusal(
                bytes, source: source, received: received, reason: .unsupported, place: "MSH-11",
                hint: "test and debugging messages never reach the clinical store", found: processing,
                verdict: .accepted)
        }
        guard message.messageType == "ORU^R01" || message.messageCode == "ADT" else {
            return refusal(
                bytes, source: source, received: received, reason: .unsupported, place: "MSH-9",
                hint: "this listener takes ORU^R01 and ADT", found: message.messageType,
                verdict: .refused(
                    MappedMessage.Fault(
                        condition: ErrorCondition.unsupportedMessageType.rawValue, place: "MSH-9",
                        text: "this listener takes ORU^R01 and ADT")))
        }
        if message.messageCode == "ADT", !Self.stayEvents.contains(message.triggerEvent ?? "") {
            return refusal(
                bytes, source: source, received: received, reason: .unsupported, place: "MSH-9.2",
                hint: "of ADT, the events \(Self.stayEvents.sorted().joined(separator: " ")) are taken",
                found: message.messageType, verdict: .accepted)
        }
        let groups = message.patientGroups
        var deliveries: [Delivery] = []
        var fault: MappedMessage.Fault?
        for (index, group) in groups.enumerated() {
            let delivery = self.delivery(of: group, number: index, in: message, received: received)
            if delivery.subject == nil {
                fault = MappedMessage.Fault(
                    condition: ErrorCondition.requiredFieldMissing.rawValue, place: "PID-3",
                    text: "no patient identifier; the message is quarantined")
            }
            deliveries.append(delivery)
        }
        if groups.isEmpty {
            return refusal(
                bytes, source: source, received: received, reason: .missingPatient, place: "PID",
                hint: "send a PID segment with a patient identifier in PID-3", found: "",
                verdict: .faulty(
                    MappedMessage.Fault(
                        condition: ErrorCondition.segmentSequenceError.rawValue, place: "PID",
                        text: "no PID segment; the message is quarantined")))
        }
        return MappedMessage(deliveries: deliveries, verdict: fault.map { .faulty($0) } ?? .accepted)
    }

    private func refusal(
        _ bytes: [UInt8], source: String, received: Instant, reason: QuarantineEntry.Reason, place: String,
        hint: String, found: String, verdict: MappedMessage.Verdict
    ) -> MappedMessage {
        let message = Delivery.Message(
            format: .hl7v2, source: source, identity: MessageIdentity.digest(Array("hl7v2".utf8), bytes), body: bytes,
            received: received)
        let entry = QuarantineEntry(reason: reason, place: place, found: found, hint: hint)
        return MappedMessage(
            deliveries: [Delivery(message: message, subject: nil, quarantine: [entry])], verdict: verdict)
    }

    private func delivery(
        of group: HL7PatientGroup, number: Int, in message: HL7Message, received: Instant
    ) -> Delivery {
        let identity = MessageIdentity.digest(
            Array("hl7v2".utf8), message.bytes, number == 0 ? [] : Array("\(number)".utf8))
        var delivery = Delivery(
            message: Delivery.Message(
                format: .hl7v2, source: CleanText.label(message.sendingApplication), identity: identity,
                body: number == 0 ? message.bytes : [], received: received),
            subject: nil)
        delivery.subject = subject(of: group, quarantine: &delivery.quarantine)
        guard delivery.subject != nil else {
            delivery.quarantine.append(
                QuarantineEntry(
                    reason: .missingPatient, place: "PID-3", found: "",
                    hint: "send the patient identifier in PID-3.1"))
            return delivery
        }
        for request in group.observationGroups {
            for segment in request.observations {
                do throws(Refusal) {
                    guard
                        let observation = try observation(segment, request: request.request, message: message)
                    else { continue }
                    guard ClockTolerance.accepts(observation.key.effective, received: received) else {
                        throw Refusal(
                            .invalidTime, "\(segment.path(field: 14))", observation.key.effective.iso8601,
                            "more than a day in the future; check the sender's clock and site.time_zone")
                    }
                    delivery.observations.append(observation)
                } catch {
                    delivery.quarantine.append(error.entry)
                }
            }
        }
        if !delivery.quarantine.contains(where: { $0.place == "MSH-7" }) {
            _ = time(message.header, field: 7, quarantine: &delivery.quarantine)
        }
        return delivery
    }

    private func subject(
        of group: HL7PatientGroup, quarantine: inout [QuarantineEntry]
    ) -> Delivery.Subject? {
        guard let segment = group.patient,
            let identifier = identifier(segment.field(3)) ?? identifier(segment.field(2))
        else { return nil }
        let sex: Sex =
            switch segment.field(8).firstText?.uppercased() {
            case "F": .female
            case "M": .male
            case "O", "A": .other
            default: .unknown
            }
        var encounter = Encounter()
        if let visit = group.visit {
            let location = visit.field(3)
            encounter.visitNumber = CleanText.label(visit.field(19).component(1).text)
            encounter.unit = CleanText.label(location.component(1).text)
            encounter.bed = CleanText.label(
                [location.component(2).text, location.component(3).text].compactMap { $0 }.joined(separator: "-"))
            encounter.admitted = time(visit, field: 44, quarantine: &quarantine).flatMap(instant)
            encounter.discharged = time(visit, field: 45, quarantine: &quarantine).flatMap(instant)
        }
        let birth = time(segment, field: 7, quarantine: &quarantine)
        let birthDate = birth.flatMap { birth in
            birth.month.flatMap { month in
                birth.day.flatMap { CivilDate(year: birth.year, month: month, day: $0) }
            }
        }
        return Delivery.Subject(
            patient: Patient(identifier: identifier, birthDate: birthDate, sex: sex), encounter: encounter)
    }

    /// A time of a field; one that cannot be read goes to quarantine, and the rest of the message is used.
    private func time(
        _ segment: HL7Segment, field: Int, quarantine: inout [QuarantineEntry]
    ) -> HL7Timestamp? {
        do {
            return try segment.timestamp(field: field)
        } catch {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "\(segment.path(field: field))",
                    found: segment.field(field).verbatimText, hint: error.hint))
            return nil
        }
    }

    /// The first repetition that has an identifier, as `authority:id`, or the id alone without an authority.
    private func identifier(_ field: HL7Field) -> String? {
        for repetition in field.repetitions {
            guard let id = CleanText.identifier(repetition.component(1).text), id != "null" else { continue }
            let authority = CleanText.identifier(repetition.component(4).subcomponent(1).text)
            return authority.map { "\($0):\(id)" } ?? id
        }
        return nil
    }

    private func observation(
        _ segment: HL7Segment, request: HL7Segment?, message: HL7Message
    ) throws(Refusal) -> Observation? {
        let value = segment.field(5)
        guard let status = try status(segment) else {
            if value.text == nil || value.text == "?" { return nil }
            throw Refusal(
                .unknownStatus, "\(segment.path(field: 11))", segment.field(11).text ?? "",
                "P, R, F and C carry a value, D and W retract one")
        }
        guard let (channel, code) = channel(segment) else {
            let code = segment.field(3)
            throw Refusal(
                .unknownCode, "\(segment.path(field: 3))",
                "\(code.component(1).text ?? "")^\(code.component(2).text ?? "")^\(code.component(3).text ?? "")",
                "send a LOINC code (system LN) of the channel table")
        }
        let effective = try effectiveTime(segment, request: request, message: message)
        let issued = (try? message.time()).flatMap(instant) ?? effective
        let key = Observation.Key(
            channel: channel.id, effective: effective, source: CleanText.label(message.sendingApplication),
            subID: CleanText.label(segment.field(4).text))
        if status == .enteredInError {
            return Observation(key: key, code: code, value: 0, status: status, issued: issued)
        }
        let text = (channel.id == .consciousness ? value.component(1).text : value.text) ?? ""
        let canonical = try values.canonicalValue(
            of: channel, text: text, unit: segment.field(6).component(1).text ?? "",
            place: "\(segment.path(field: 5))", unitPlace: "\(segment.path(field: 6))"
        ).get()
        return Observation(
            key: key, code: code, value: canonical.value, original: canonical.original, status: status,
            issued: issued)
    }

    /// The channel of a result and the LOINC code that named it.
    private func channel(_ segment: HL7Segment) -> (channel: Channel, code: String)? {
        let code = segment.field(3)
        for first in [1, 4] {
            guard let text = code.component(first).text, code.component(first + 2).text == "LN" else { continue }
            if let channel = values.channels.channel(loinc: text) { return (channel, text) }
        }
        return nil
    }

    /// The status of a result, or nil for one that carries no value.
    private func status(_ segment: HL7Segment) throws(Refusal) -> Observation.Status? {
        switch segment.field(11).text {
        case "F", "R", "U", nil: .final
        case "P": .preliminary
        case "C": .corrected
        case "D", "W": .enteredInError
        default: nil
        }
    }

    private func effectiveTime(
        _ segment: HL7Segment, request: HL7Segment?, message: HL7Message
    ) throws(Refusal) -> Instant {
        for (segment, field) in [(segment, 14), (request, 7), (message.header, 7)] {
            guard let segment else { continue }
            let time: HL7Timestamp?
            do throws(HL7Error) {
                time = try segment.timestamp(field: field)
            } catch {
                throw Refusal(
                    .invalidTime, "\(segment.path(field: field))", segment.field(field).text ?? "", error.hint)
            }
            guard let time else { continue }
            guard let instant = instant(time) else {
                throw Refusal(
                    .invalidTime, "\(segment.path(field: field))", "\(time)", "expected a year from 1900 to 2200")
            }
            return instant
        }
        throw Refusal(
            .invalidTime, "\(segment.path(field: 14))", "", "send OBX-14, OBR-7 or MSH-7 as YYYYMMDDHHMMSS±ZZZZ")
    }

    /// The instant of a time, or nil outside the years 1900 to 2200, which no ISO 8601 time of ours can be read in.
    private func instant(_ time: HL7Timestamp) -> Instant? {
        let milliseconds = time.millisecondsSince1970(localOffsetSeconds: localOffset)
        return Self.milliseconds.contains(milliseconds) ? Instant(millisecondsSince1970: milliseconds) : nil
    }

    /// From 1900-01-01 to before 2201-01-01 UTC.
    private static let milliseconds: Range<Int64> = -2_208_988_800_000..<7_289_654_400_000
}
