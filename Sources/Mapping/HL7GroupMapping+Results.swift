internal import ClinicalDomain
internal import HL7v2

extension HL7GroupMapping {
    /// Value types that are never a vital sign: waveforms, ranges, reports, documents.
    private static let ignoredTypes: Set<String> = ["NA", "NR", "MA", "ED", "RP", "TX", "FT"]
    /// Status letters as senders put them one field too early, into OBX-10, whose own table 0080 has none of them.
    private static let displacedStatuses: Set<String> = ["P", "F", "C", "D", "W", "X", "I"]

    /// Takes the results of the group into its delivery.
    func mapResults(into result: inout Result) {
        let tree = HL7ContainmentTree(group)
        for request in group.observationGroups {
            for segment in request.observations {
                do throws(Refusal) {
                    switch try outcome(of: segment, request: request.request, tree: tree) {
                    case .observation(let observation): result.delivery.observations.append(observation)
                    case .ignored: result.ignoredResults += 1
                    case .silent: break
                    }
                } catch {
                    result.delivery.quarantine.append(error.entry)
                }
            }
        }
    }

    private enum ResultOutcome {
        case observation(Observation)
        /// Known and not for us.
        case ignored
        /// It says that there is no value.
        case silent
    }

    private func outcome(
        of segment: HL7Segment, request: HL7Segment?, tree: HL7ContainmentTree
    ) throws(Refusal) -> ResultOutcome {
        let code = Self.terms(segment.field(3))
        let meaning = message.mapping.values.channels.meaning(of: code.first, alternate: code.alternate)
        let type = segment.field(2).text ?? ""
        let isReport = Self.ignoredTypes.contains(type)
        if case .ignored = meaning { return .ignored }
        let value = segment.field(5)
        guard let status = status(segment) else {
            if value.text == nil || value.text == "?" || isReport { return .silent }
            if case .channel(let channel, _) = meaning, isSentinel(value, of: channel) { return .silent }
            throw Refusal(
                .unknownStatus, "\(segment.path(field: 11))", segment.field(11).text ?? "",
                "P, R, F and C carry a value, D and W retract one")
        }
        let channel: Channel
        var rank: Int
        switch meaning {
        case .channel(let found, let itsRank): (channel, rank) = (found, itsRank)
        case .ignored: return .ignored
        case .conflict(let expected):
            // A waveform under the number of a vital sign is still a waveform.
            if isReport { return .ignored }
            throw Refusal(.codeConflict, "\(segment.path(field: 3))", Self.written(code.first), expected)
        case .unknown:
            if isReport { return .ignored }
            throw Refusal(
                .unknownCode, "\(segment.path(field: 3))", Self.written(code.first),
                "not in the channel table; `wardwatch channels` lists it, site.channels_file adds to it")
        }
        if isReport, channel.id != .consciousness { return .ignored }
        rank = tree.rank(of: segment, channel: channel, rank: rank)
        if segment.field(13).text?.uppercased() == "APERIODIC" { rank = 0 }
        let effective = try effectiveTime(segment, request: request)
        guard ClockTolerance.accepts(effective, received: message.latest) else {
            throw Refusal(.invalidTime, "\(segment.path(field: 14))", effective.iso8601, ClockTolerance.hint)
        }
        let key = Observation.Key(
            channel: channel.id, effective: effective, source: message.source,
            order: CleanText.label(request?.field(3).component(1).text),
            subID: CleanText.label(segment.field(4).text))
        let arrived = CleanText.label(arrivedCode(code, channel))
        if status == .enteredInError {
            return .observation(
                Observation(key: key, code: arrived, value: 0, status: status, issued: issued(effective), rank: rank))
        }
        let canonical = try message.mapping.values.canonicalValue(
            of: channel, text: text(of: value, type: type, channel: channel), unit: Self.terms(segment.field(6)).first,
            place: "\(segment.path(field: 5))", unitPlace: "\(segment.path(field: 6))"
        ).get()
        return .observation(
            Observation(
                key: key, code: arrived, value: canonical.value, original: canonical.original, status: status,
                issued: issued(effective), rank: rank))
    }

    /// The code that named the channel: the first triplet, or the alternate one where only that is known.
    private func arrivedCode(_ code: (first: CodedTerm, alternate: CodedTerm?), _ channel: Channel) -> String {
        if let alternate = code.alternate, case .unknown = message.mapping.values.channels.meaning(of: code.first) {
            return alternate.code
        }
        return code.first.code
    }

    /// When this version was issued: MSH-7, unless it lies in the future and would outrank every later correction.
    private func issued(_ effective: Instant) -> Instant {
        guard let written = message.clock.written, ClockTolerance.accepts(written, received: message.latest) else {
            return effective
        }
        return written
    }

    private func isSentinel(_ value: HL7Field, of channel: Channel) -> Bool {
        guard let number = value.text.flatMap(ValueMapping.decimal) else { return false }
        return message.mapping.values.channels.isSentinel(number, of: channel)
    }

    /// OBX-5 as a number or a level; a structured numeric (SN) without comparator and range is its number.
    private func text(of value: HL7Field, type: String, channel: Channel) -> String {
        if channel.id == .consciousness { return value.component(1).text ?? "" }
        let repetition = value.repetition(1)
        if type == "SN", value.repetitions.count == 1, repetition.components.count <= 4,
            repetition.component(1).text == nil || repetition.component(1).text == "=",
            repetition.component(3).text == nil, repetition.component(4).text == nil
        {
            return repetition.component(2).text ?? ""
        }
        return value.text ?? ""
    }

    /// The status of a result (OBX-11, table 0085), or nil for one that carries no value.
    private func status(_ segment: HL7Segment) -> Observation.Status? {
        var text = segment.field(11).text
        if text == nil, let early = segment.field(10).text, Self.displacedStatuses.contains(early) { text = early }
        return switch text {
        case "F", "R", "U", nil: .final
        case "P": .preliminary
        case "C": .corrected
        case "D", "W": .enteredInError
        default: nil
        }
    }

    /// OBX-14, else OBR-7, else MSH-7; where all three are empty, OBR-8, OBR-14 or OBR-6, which some monitors fill.
    ///
    /// A year or a month alone is no time of a measurement and is passed over.
    private func effectiveTime(_ segment: HL7Segment, request: HL7Segment?) throws(Refusal) -> Instant {
        let places = [
            (segment, 14), (request, 7), (message.message.header, 7), (request, 8), (request, 14), (request, 6),
        ]
        for (segment, field) in places {
            guard let segment else { continue }
            let time: HL7Timestamp?
            do throws(HL7Error) {
                time = try segment.timestamp(field: field)
            } catch {
                throw Refusal(
                    .invalidTime, "\(segment.path(field: field))", segment.field(field).text ?? "", error.hint)
            }
            guard let time, time.day != nil else { continue }
            guard let instant = message.clock.instant(time) else {
                throw Refusal(
                    .invalidTime, "\(segment.path(field: field))", "\(time)", "expected a year from 1900 to 2200")
            }
            return instant
        }
        throw Refusal(
            .invalidTime, "\(segment.path(field: 14))", "", "send OBX-14, OBR-7 or MSH-7 as YYYYMMDDHHMMSS±ZZZZ")
    }

    /// A coded field as its two triplets.
    private static func terms(_ field: HL7Field) -> (first: CodedTerm, alternate: CodedTerm?) {
        let repetition = field.repetition(1)
        let parts = (1...6).map { repetition.component($0).firstText ?? "" }
        let first = CodedTerm(code: parts[0], text: parts[1], system: parts[2])
        let alternate = CodedTerm(code: parts[3], text: parts[4], system: parts[5])
        return (first, alternate.code.isEmpty ? nil : alternate)
    }

    private static func written(_ term: CodedTerm) -> String { "\(term.code)^\(term.text)^\(term.system)" }
}
