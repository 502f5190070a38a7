internal import ClinicalDomain
internal import FHIR

/// The walk over one Observation: its own value and those of its components.
struct FHIRObservationMapping {
    /// The Observation itself or one of its components: what has a code and a value.
    private struct Part {
        let path: String
        let json: JSONValue
    }

    /// What the resource holds.
    struct Results {
        var observations: [Observation] = []
        var quarantine: [QuarantineEntry] = []
    }

    /// SNOMED CT findings of the ACVPU scale, as the CareConnect value set of HL7 UK names them.
    private static let snomedConsciousness = [
        "248234008": "A", "130987000": "C", "300202002": "V", "450847001": "P", "422768004": "U",
    ]

    private let mapping: FHIRMapping
    private let resource: ObservationResource
    private let received: Instant

    init(mapping: FHIRMapping, resource: JSONValue, received: Instant) {
        (self.mapping, self.received) = (mapping, received)
        self.resource = ObservationResource(resource)
    }

    /// The results of the resource, and what of it cannot be used.
    func results() -> Results {
        var results = Results()
        if let entry = FHIRMapping.refusal(ofModified: resource.json, type: "Observation") {
            results.quarantine = [entry]
            return results
        }
        do throws(Refusal) {
            guard let status = try status() else { return results }
            let effective = try effective()
            var counts: [Observation.Key: Int] = [:]
            for part in parts(status) {
                do throws(Refusal) {
                    guard var observation = try observation(part, status: status, effective: effective) else {
                        continue
                    }
                    // A second result of the same code is another result.
                    let count = counts[observation.key, default: 0] + 1
                    counts[observation.key] = count
                    if count > 1 { observation.key.subID = String(count) }
                    results.observations.append(observation)
                } catch {
                    results.quarantine.append(error.entry)
                }
            }
        } catch {
            results.quarantine = [error.entry]
        }
        return results
    }

    /// The parts that hold a value; of a result that never was, all parts.
    private func parts(_ status: Observation.Status) -> [Part] {
        let components = (resource.json["component"]?.array ?? []).enumerated().map { index, json in
            Part(path: "Observation.component[\(index)]", json: json)
        }
        let own = Part(path: "Observation", json: resource.json)
        let isGroup = !components.isEmpty || resource.json["hasMember"] != nil
        let hasOwn = !isGroup || Self.value(of: own.json) != nil
        return (hasOwn ? [own] : []) + components
    }

    /// Where the result stands; nil for a status that carries no value.
    private func status() throws(Refusal) -> Observation.Status? {
        switch resource.status {
        case "final": return .final
        case "preliminary": return .preliminary
        case "amended", "corrected": return .corrected
        case "entered-in-error": return .enteredInError
        case "registered", "cancelled", "unknown": return nil
        default:
            throw Refusal(
                .unknownStatus, "Observation.status", resource.status ?? "", "expected a code of observation-status")
        }
    }

    private func effective() throws(Refusal) -> Instant {
        let json = resource.json
        let name: String
        let time: FHIRDateTime?
        if let period = json["effectivePeriod"].map(PeriodElement.init) {
            (name, time) = ("effectivePeriod", period.end ?? period.start)
        } else {
            name = json["effectiveInstant"] == nil ? "effectiveDateTime" : "effectiveInstant"
            time = json[name]?.string.flatMap(FHIRDateTime.init(_:))
        }
        guard json["effectiveTiming"] == nil, let time, time.precision >= .day else {
            throw Refusal(
                .invalidTime, "Observation.\(json["effectiveTiming"] == nil ? name : "effectiveTiming")",
                json[name]?.string ?? "", "send an effectiveDateTime with time and offset, 2026-11-23T01:02:03Z")
        }
        guard let instant = mapping.instant(time) else {
            throw Refusal(
                .invalidTime, "Observation.\(name)", json[name]?.string ?? "", "expected a year from 1900 to 2200")
        }
        guard ClockTolerance.accepts(instant, received: received) else {
            throw Refusal(.invalidTime, "Observation.\(name)", instant.iso8601, ClockTolerance.hint)
        }
        return instant
    }

    /// When this version was issued; a time in the future would outrank every later version.
    private func issued() -> Instant {
        for text in [resource.json["issued"]?.string, resource.json["meta"]?["lastUpdated"]?.string] {
            if let time = text.flatMap(FHIRDateTime.init(_:)).flatMap(mapping.instant) { return min(time, received) }
        }
        return received
    }

    /// The result of a part; nil for one that says why it has no value, or whose code is known and not for us.
    private func observation(
        _ part: Part, status: Observation.Status, effective: Instant
    ) throws(Refusal) -> Observation? {
        if part.json["dataAbsentReason"] != nil { return nil }
        if part.json["modifierExtension"] != nil {
            throw Refusal(
                .unsupported, "\(part.path).modifierExtension", "",
                "it changes the meaning of the value in a way that is not known here")
        }
        guard let (channel, code, rank) = try channel(of: part) else { return nil }
        let source = CleanText.label(resource.json["meta"]?["source"]?.string)
        let key = Observation.Key(
            channel: channel.id, effective: effective, source: source.isEmpty ? "fhir" : "fhir:\(source)", code: code,
            order: CleanText.label(resource.id))
        if status == .enteredInError {
            return Observation(key: key, code: code, value: 0, status: status, issued: issued(), rank: rank)
        }
        let canonical = try value(of: part, channel: channel)
        return Observation(
            key: key, code: code, value: canonical.value, original: canonical.original, status: status,
            issued: issued(), rank: rank)
    }

    /// The channel that the codings mean, the code that says so (LOINC where there is one) and how good the source is.
    ///
    /// A display counts only beside a code that is known: it is free text, and other codings may be as they like.
    private func channel(of part: Part) throws(Refusal) -> (channel: Channel, code: String, rank: Int)? {
        let table = mapping.values.channels
        let codings = CodingElement.codings(of: part.json["code"])
        var named: [(channel: Channel, coding: CodingElement, rank: Int)] = []
        var isIgnored = false
        for (index, coding) in codings.enumerated() {
            let (code, system) = (coding.code ?? "", coding.system ?? "")
            if case .unknown = table.meaning(of: CodedTerm(code: code, system: system)) { continue }
            let place = "\(part.path).code.coding[\(index)]"
            switch table.meaning(of: CodedTerm(code: code, text: coding.display ?? "", system: system)) {
            case .unknown: continue
            case .ignored: isIgnored = true
            case .conflict(let expected): throw Refusal(.codeConflict, place, Self.written(coding), expected)
            case .channel(let channel, let rank):
                guard named.allSatisfy({ $0.channel.id == channel.id }) else {
                    throw Refusal(
                        .codeConflict, place, Self.written(coding), "the codings of one concept mean different things")
                }
                named.append((channel, coding, rank))
            }
        }
        if let best = named.first(where: { $0.coding.system == CodingElement.loinc }) ?? named.first {
            return (best.channel, CleanText.label(best.coding.code), named.map(\.rank).min() ?? best.rank)
        }
        if isIgnored { return nil }
        throw Refusal(
            .unknownCode, "\(part.path).code",
            codings.first.map(Self.written) ?? part.json["code"]?["text"]?.string ?? "",
            "not in the channel table; `wardwatch channels` lists it, site.channels_file adds to it")
    }

    private static func written(_ coding: CodingElement) -> String {
        "\(coding.system ?? "")|\(coding.code ?? "") \(coding.display ?? "")"
    }

    /// The value of a part under its name in the JSON.
    private static func value(of json: JSONValue) -> (name: String, value: JSONValue)? {
        json.object?.members.first { $0.name.hasPrefix("value") }.map { ($0.name, $0.value) }
    }

    private func value(of part: Part, channel: Channel) throws(Refusal) -> ValueMapping.CanonicalValue {
        guard let (name, value) = Self.value(of: part.json) else {
            throw Refusal(
                .notNumeric, "\(part.path).value[x]", "",
                "send a valueQuantity, or a dataAbsentReason where there is none")
        }
        let place = "\(part.path).\(name)"
        let text: String?
        var unit = CodedTerm(code: "")
        var valuePlace = place
        switch name {
        case "valueQuantity":
            let quantity = QuantityElement(value)
            if let comparator = quantity.comparator {
                throw Refusal(
                    .notNumeric, "\(place).comparator", "\(comparator) \(quantity.value?.literal ?? "")",
                    "a bound is not a value; send what was measured")
            }
            (text, unit, valuePlace) = (quantity.value?.literal ?? "", Self.unit(of: quantity), "\(place).value")
        case "valueInteger": text = value.number?.literal
        case "valueString" where channel.id == .consciousness: text = value.string
        case "valueCodeableConcept" where channel.id == .consciousness: text = consciousness(value, channel)
        default: text = nil
        }
        guard let text else {
            throw Refusal(
                .notNumeric, place, value.string ?? value["text"]?.string ?? "",
                channel.id == .consciousness
                    ? "send a level of ACVPU as a LOINC answer, a SNOMED CT finding or a word"
                    : "send a valueQuantity with a unit in UCUM")
        }
        return try mapping.values.canonicalValue(
            of: channel, text: text, unit: unit, place: valuePlace, unitPlace: place
        ).get()
    }

    /// The unit as a term: the code with its text; of systems without units that are known here, the text alone.
    private static func unit(of quantity: QuantityElement) -> CodedTerm {
        let text = quantity.unit ?? ""
        switch quantity.system {
        case nil, CodingElement.ucum, CodingElement.deviceNomenclature:
            return CodedTerm(code: quantity.code ?? "", text: text, system: quantity.system ?? "")
        default: return CodedTerm(code: "", text: text)
        }
    }

    /// A level of consciousness: the first coding that is one, else the text; nil where none is.
    private func consciousness(_ concept: JSONValue, _ channel: Channel) -> String? {
        let codes = CodingElement.codings(of: concept).compactMap { coding in
            coding.system == CodingElement.snomed ? coding.code.flatMap { Self.snomedConsciousness[$0] } : coding.code
        }
        return (codes + [concept["text"]?.string].compactMap { $0 }).first { text in
            mapping.values.isLevel(text, of: channel)
        }
    }
}

extension ValueMapping {
    /// Whether a text is a level of a scale and not a number.
    fileprivate func isLevel(_ text: String, of channel: Channel) -> Bool {
        guard Self.decimal(text) == nil else { return false }
        let value = canonicalValue(of: channel, text: text, unit: CodedTerm(code: ""), place: "", unitPlace: "")
        return (try? value.get()) != nil
    }
}
