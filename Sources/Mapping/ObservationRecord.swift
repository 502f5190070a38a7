public import ClinicalDomain

/// One observation or outcome as a flat record: a line of NDJSON or a row of long CSV.
///
/// | field | meaning |
/// | --- | --- |
/// | patient | identifier; required |
/// | visit, unitOfCare, bed, admitted, discharged | the stay |
/// | birthDate (YYYY-MM-DD), sex (female, male, other, unknown) | the patient |
/// | code or channel | LOINC code, or the channel's name |
/// | value, unit | the value with its UCUM unit |
/// | effective | ISO 8601 with an offset; required |
/// | issued | when this version was issued; else the same as effective |
/// | status | preliminary, final (default), corrected, entered-in-error |
/// | source, subID | who measured, and which of several |
/// | outcome | instead of code and value: the name of an event at `effective` |
public struct ObservationRecord: Hashable, Sendable {
    /// The fields by name; absent or empty ones are not there.
    public var fields: [String: String]

    /// The names that are understood.
    public static let fieldNames: Set<String> = [
        "patient", "visit", "unitOfCare", "bed", "admitted", "discharged", "birthDate", "sex", "code", "channel",
        "value", "unit", "effective", "issued", "status", "source", "subID", "outcome",
    ]

    /// A record of its fields.
    public init(fields: [String: String]) { self.fields = fields.filter { !$0.value.isEmpty } }
}

/// Flat records → deliveries.
public struct RecordMapping: Sendable {
    private let values: ValueMapping

    /// A mapping by a table of channels.
    public init(channels: ChannelTable = .standard) { values = ValueMapping(channels: channels) }

    /// Maps one record.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - message: the line it came from.
    ///   - place: where it stands, such as `line 7`.
    public func map(_ record: ObservationRecord, message: Delivery.Message, place: String) -> Delivery {
        do throws(Refusal) {
            let subject = try subject(record, place)
            var delivery = Delivery(message: message, subject: subject)
            if let outcome = record.fields["outcome"] {
                if let status = record.fields["status"], status != Observation.Status.final.rawValue {
                    throw Refusal(
                        .unsupported, "\(place), status", status, "an outcome is final; it cannot be retracted here")
                }
                delivery.outcomes = [OutcomeEvent(name: outcome, at: try time("effective", record, place))]
                return delivery
            }
            do throws(Refusal) {
                delivery.observations = [try observation(record, message, place)]
            } catch {
                delivery.quarantine = [error.entry]
            }
            return delivery
        } catch {
            return Delivery(message: message, subject: nil, quarantine: [error.entry])
        }
    }

    private func subject(_ record: ObservationRecord, _ place: String) throws(Refusal) -> Delivery.Subject {
        guard let identifier = CleanText.identifier(record.fields["patient"]) else {
            throw Refusal(.missingPatient, "\(place), patient", "", "give the patient's identifier")
        }
        var patient = Patient(identifier: identifier)
        if let text = record.fields["birthDate"] {
            guard let date = CivilDate(iso8601: text) else {
                throw Refusal(.invalidTime, "\(place), birthDate", text, "expected YYYY-MM-DD")
            }
            patient.birthDate = date
        }
        if let text = record.fields["sex"] { patient.sex = Sex(rawValue: text) ?? .unknown }
        var encounter = Encounter(
            visitNumber: CleanText.label(record.fields["visit"]), unit: CleanText.label(record.fields["unitOfCare"]),
            bed: CleanText.label(record.fields["bed"]))
        if record.fields["admitted"] != nil { encounter.admitted = try time("admitted", record, place) }
        if record.fields["discharged"] != nil { encounter.discharged = try time("discharged", record, place) }
        return Delivery.Subject(patient: patient, encounter: encounter)
    }

    private func observation(
        _ record: ObservationRecord, _ message: Delivery.Message, _ place: String
    ) throws(Refusal) -> Observation {
        let channel: Channel
        if let code = record.fields["code"] {
            guard let found = values.channels.channel(loinc: code) else {
                throw Refusal(.unknownCode, "\(place), code", code, "give a LOINC code of the channel table")
            }
            channel = found
        } else if let name = record.fields["channel"] {
            guard let found = values.channels[ChannelID(name)] else {
                throw Refusal(.unknownCode, "\(place), channel", name, "give a name of the channel table")
            }
            channel = found
        } else {
            throw Refusal(.unknownCode, "\(place), code", "", "give a code or a channel")
        }
        let effective = try time("effective", record, place)
        guard ClockTolerance.accepts(effective, received: message.received) else {
            throw Refusal(.invalidTime, "\(place), effective", effective.iso8601, ClockTolerance.hint)
        }
        let issued = record.fields["issued"] == nil ? effective : try time("issued", record, place)
        let statusText = record.fields["status"] ?? "final"
        guard let status = Observation.Status(rawValue: statusText) else {
            let known = Observation.Status.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.unknownStatus, "\(place), status", statusText, "expected one of \(known)")
        }
        let key = Observation.Key(
            channel: channel.id, effective: effective,
            source: CleanText.label(record.fields["source"] ?? message.source),
            subID: CleanText.label(record.fields["subID"]))
        let code = record.fields["code"] ?? channel.loincCodes.first ?? ""
        if status == .enteredInError {
            return Observation(key: key, code: code, value: 0, status: status, issued: issued)
        }
        let canonical = try values.canonicalValue(
            of: channel, text: record.fields["value"] ?? "", unit: record.fields["unit"] ?? "",
            place: "\(place), value", unitPlace: "\(place), unit"
        ).get()
        return Observation(
            key: key, code: code, value: canonical.value, original: canonical.original, status: status, issued: issued)
    }

    private func time(_ name: String, _ record: ObservationRecord, _ place: String) throws(Refusal) -> Instant {
        let text = record.fields[name] ?? ""
        guard let instant = Instant(iso8601: text) else {
            throw Refusal(
                .invalidTime, "\(place), \(name)", text, "expected ISO 8601 with an offset, 2026-11-23T01:02:03Z")
        }
        return instant
    }
}
