internal import ClinicalDomain

/// Flat records → deliveries.
struct RecordMapping: Sendable {
    /// Where a record stands in its file.
    struct Place {
        /// The line, such as `line 7`.
        var line: String
        /// The names of columns by field, where the file has others than ours.
        var names: [String: String] = [:]

        /// The place of a field.
        func callAsFunction(_ field: String) -> String { "\(line), \(names[field] ?? field)" }
    }

    /// The values and units that are understood.
    let values: ValueMapping
    private let times: CSVTimes

    /// A mapping by a table of channels, and by how the file writes times.
    init(channels: ChannelTable, times: CSVTimes = .withOffset) {
        values = ValueMapping(channels: channels)
        self.times = times
    }

    /// Maps a record of one result or outcome.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - value: the value as a number is written here, where the file writes it otherwise; else nil.
    ///   - message: the line it came from.
    ///   - place: where it stands.
    func map(
        _ record: ObservationRecord, value: String? = nil, message: Delivery.Message, place: Place
    ) -> Delivery {
        delivery(record, message, place) { delivery throws(Refusal) in
            if record.fields["outcome"] != nil { return }
            let reference = RecordResult.Reference(
                code: record.fields["code"], system: record.fields["system"], channel: record.fields["channel"])
            guard reference.code != nil || reference.channel != nil else {
                throw Refusal(.unknownCode, place("code"), "", "give a code or a channel")
            }
            let codePlace = place(reference.code == nil ? "channel" : "code")
            let series: RecordResult.Series
            switch reference.resolved(in: values.channels) {
            case .channel(let channel, let code, let rank):
                series = RecordResult.Series(
                    column: place.names["value"] ?? "value", channel: channel, code: code, rank: rank,
                    unit: record.fields["unit"] ?? "", subID: CleanText.label(record.fields["subID"]))
            case .ignored: return
            case .conflict(let expected): throw Refusal(.codeConflict, codePlace, reference.text, expected)
            case .unknown:
                throw Refusal(
                    .unknownCode, codePlace, reference.text,
                    "not in the channel table; `wardwatch channels` lists it, site.channels_file adds to it")
            }
            let version = try Version(record, message, place, times)
            delivery.observations = [
                try observation(
                    RecordResult(series: series, text: record.fields["value"] ?? ""), number: value, version, place)
            ]
        }
    }

    /// Maps a record of one time and several results; those that hold nothing have been left out.
    func map(
        _ record: ObservationRecord, results: [(result: RecordResult, number: String)], message: Delivery.Message,
        place: Place
    ) -> Delivery {
        delivery(record, message, place) { delivery throws(Refusal) in
            guard !results.isEmpty else { return }
            let version = try Version(record, message, place, times)
            for (result, number) in results {
                do throws(Refusal) {
                    delivery.observations.append(try observation(result, number: number, version, place))
                } catch {
                    delivery.quarantine.append(error.entry)
                }
            }
        }
    }

    // MARK: - Parts of a record

    private func delivery(
        _ record: ObservationRecord, _ message: Delivery.Message, _ place: Place,
        _ takeResults: (inout Delivery) throws(Refusal) -> Void
    ) -> Delivery {
        var delivery = Delivery(message: message, subject: nil)
        do throws(Refusal) {
            delivery.subject = try subject(record, place)
            if let outcome = CleanText.identifier(record.fields["outcome"]) {
                if let status = record.fields["status"], status != Observation.Status.final.rawValue {
                    throw Refusal(
                        .unsupported, place("status"), status, "an outcome is final; it cannot be retracted here")
                }
                delivery.outcomes = [OutcomeEvent(name: outcome, at: try times.instant("effective", record, place))]
            }
            try takeResults(&delivery)
        } catch {
            delivery.quarantine.append(error.entry)
        }
        return delivery
    }

    private func subject(_ record: ObservationRecord, _ place: Place) throws(Refusal) -> Delivery.Subject {
        guard let identifier = CleanText.identifier(record.fields["patient"]) else {
            throw Refusal(.missingPatient, place("patient"), "", "give the patient's identifier")
        }
        var patient = Patient(identifier: identifier)
        if let text = record.fields["birthDate"] {
            switch times.date(text) {
            case .success(let date): patient.birthDate = date
            case .failure(let hint): throw Refusal(.invalidTime, place("birthDate"), text, hint.text)
            }
        }
        if let text = record.fields["sex"] { patient.sex = Sex(rawValue: text.lowercased()) ?? .unknown }
        var encounter = Encounter(
            visitNumber: CleanText.label(record.fields["visit"]), unit: CleanText.label(record.fields["unitOfCare"]),
            bed: CleanText.label(record.fields["bed"]))
        if record.fields["admitted"] != nil { encounter.admitted = try times.instant("admitted", record, place) }
        if record.fields["discharged"] != nil { encounter.discharged = try times.instant("discharged", record, place) }
        return Delivery.Subject(patient: patient, encounter: encounter)
    }

    /// When results of a record were true and issued, by whom, and whether they stand.
    private struct Version {
        let effective: Instant
        let issued: Instant
        let status: Observation.Status
        let source: String

        init(
            _ record: ObservationRecord, _ message: Delivery.Message, _ place: Place, _ times: CSVTimes
        ) throws(Refusal) {
            effective = try times.instant("effective", record, place)
            guard ClockTolerance.accepts(effective, received: message.received) else {
                throw Refusal(.invalidTime, place("effective"), effective.iso8601, ClockTolerance.hint)
            }
            issued = record.fields["issued"] == nil ? effective : try times.instant("issued", record, place)
            let text = record.fields["status"] ?? Observation.Status.final.rawValue
            guard let status = Observation.Status(rawValue: text) else {
                let known = Observation.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(.unknownStatus, place("status"), text, "expected one of \(known)")
            }
            self.status = status
            source = CleanText.label(record.fields["source"] ?? message.source)
        }
    }

    private func observation(
        _ result: RecordResult, number: String?, _ version: Version, _ place: Place
    ) throws(Refusal) -> Observation {
        let series = result.series
        let key = Observation.Key(
            channel: series.channel.id, effective: version.effective, source: version.source, subID: series.subID)
        if version.status == .enteredInError {
            return Observation(
                key: key, code: series.code, value: 0, status: version.status, issued: version.issued,
                rank: series.rank)
        }
        let canonical = try values.canonicalValue(
            of: series.channel, text: number ?? result.text, unit: CodedTerm(code: series.unit),
            place: place(series.column), unitPlace: place("unit")
        ).get()
        return Observation(
            key: key, code: series.code, value: canonical.value, original: original(result, canonical),
            status: version.status, issued: version.issued, rank: series.rank)
    }

    /// Value and unit as they are written, where that says more or something else: another unit, trailing zeros.
    private func original(_ result: RecordResult, _ canonical: ValueMapping.CanonicalValue) -> String {
        let text = CleanText.label(result.text)
        if canonical.original.isEmpty, text == Self.shortest(canonical.value) { return "" }
        if canonical.channel.id == .consciousness, !canonical.original.isEmpty { return canonical.original }
        return result.series.unit.isEmpty ? text : "\(text) \(CleanText.label(result.series.unit))"
    }

    /// A number as a person writes it: 88, 36.8.
    private static func shortest(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension CSVTimes {
    /// The time in a field.
    fileprivate func instant(
        _ field: String, _ record: ObservationRecord, _ place: RecordMapping.Place
    ) throws(Refusal) -> Instant {
        let text = record.fields[field] ?? ""
        switch instant(text) {
        case .success(let instant): return instant
        case .failure(let hint): throw Refusal(.invalidTime, place(field), text, hint.text)
        }
    }
}
