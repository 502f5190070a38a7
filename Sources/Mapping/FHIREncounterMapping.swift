internal import ClinicalDomain
internal import FHIR

/// The walk over one Encounter: its status, its period and its places.
struct FHIREncounterMapping {
    /// Something that happened to the stay.
    struct Event {
        var kind: StayEvent
        var stay: Encounter
        var time: Instant?
    }

    /// A bed, and since when; nil from the beginning.
    private struct Place: Hashable {
        var since: Instant?
        var location: BedLocation
    }

    /// Discharge dispositions that mean death: FHIR's own code, and those of the National Uniform Billing Committee,
    /// which HL7 v2 has in table 0112 (expired, at home, in a facility, place unknown).
    private static let deathDispositions: [String: Set<String>] = [
        "http://terminology.hl7.org/CodeSystem/discharge-disposition": ["exp"],
        "https://www.nubc.org/CodeSystem/PatDischargeStatus": ["20", "40", "41", "42"],
    ]

    private let mapping: FHIRMapping
    private let resource: EncounterResource

    init(mapping: FHIRMapping, resource: JSONValue) {
        self.mapping = mapping
        self.resource = EncounterResource(resource)
    }

    /// The stay as it is now.
    var stay: Encounter {
        let place = places.last?.location
        let isBegun = !["planned", "cancelled", "entered-in-error"].contains(resource.status)
        return Encounter(
            visitNumber: FHIRMapping.visitNumber(of: resource), unit: place?.unit ?? "", bed: place?.bed ?? "",
            admitted: isBegun ? mapping.moment(resource.period?.start) : nil,
            discharged: resource.status == "finished" ? mapping.moment(resource.period?.end) : nil)
    }

    /// What happened to the stay, in order; never empty.
    func events(previousStatus: String?) -> [Event] {
        let stay = stay
        let begun = mapping.moment(resource.period?.start)
        switch resource.status {
        case "planned": return [Event(kind: .preadmit, stay: stay, time: begun)]
        case "cancelled", "entered-in-error": return [Event(kind: .cancelAdmission, stay: stay, time: nil)]
        case "arrived", "triaged", "in-progress", "onleave", "finished": break
        default: return [Event(kind: .person, stay: stay, time: nil)]
        }
        var events: [Event] = []
        func append(_ kind: StayEvent, _ place: Place?, time: Instant?) {
            var stay = stay
            stay.discharged = kind == .discharge ? stay.discharged : nil
            (stay.unit, stay.bed) = (place?.location.unit ?? "", place?.location.bed ?? "")
            events.append(Event(kind: kind, stay: stay, time: time))
        }
        let places = places
        if previousStatus == "finished", resource.status != "finished" {
            append(.cancelDischarge, places.last, time: nil)
        }
        append(.admit, places.first, time: begun)
        for place in places.dropFirst() { append(.transfer, place, time: place.since) }
        if resource.status == "finished" { append(.discharge, places.last, time: stay.discharged) }
        return events
    }

    /// The outcome `death` by the discharge disposition, or why it has no time.
    func death(received: Instant) -> (OutcomeEvent?, [QuarantineEntry]) {
        let isDeath = resource.dischargeDispositions.contains { coding in
            coding.system.flatMap { Self.deathDispositions[$0] }?.contains(coding.code ?? "") ?? false
        }
        guard isDeath, resource.status == "finished" else { return (nil, []) }
        guard let end = mapping.moment(resource.period?.end) else {
            let entry = QuarantineEntry(
                reason: .invalidTime, place: "Encounter.period.end", found: "",
                hint: "send the end of the stay, which is the time of death")
            return (nil, [entry])
        }
        return (OutcomeEvent(name: "death", at: end), [])
    }

    /// The places in the order of their beginnings: those that begin together are one, such as ward, room and bed.
    private var places: [Place] {
        let taken = resource.locations.filter { $0.status != "planned" && $0.status != "reserved" }
        let dated = taken.map { (since: mapping.moment($0.period?.start), location: $0) }
        var places: [Place] = []
        let beginnings = Set(dated.map(\.since)).sorted { ($0 ?? .distantPast) < ($1 ?? .distantPast) }
        for since in beginnings {
            let together = dated.filter { $0.since == since }.map(\.location)
            let location = Self.bed(of: together)
            guard location.unit != "" || location.bed != "", places.last?.location != location else { continue }
            places.append(Place(since: since, location: location))
        }
        return places
    }

    /// Unit, and room and bed joined by a hyphen as of PV1-3; a place of another kind or of none is the unit.
    private static func bed(of locations: [EncounterResource.Location]) -> BedLocation {
        var (unit, room, bed) = ("", "", "")
        for location in locations {
            let kinds = location.physicalTypes.compactMap(\.code)
            let name = name(of: location.location)
            if kinds.contains("bd") { bed = name } else if kinds.contains("ro") { room = name } else { unit = name }
        }
        return BedLocation(unit: unit, bed: [room, bed].filter { !$0.isEmpty }.joined(separator: "-"))
    }

    private static func name(of location: ReferenceElement) -> String {
        CleanText.label(location.display ?? location.identifier?.value ?? location.target?.id)
    }
}

extension Instant {
    /// Before every time that is read here.
    fileprivate static let distantPast = Instant(millisecondsSince1970: .min)
}
