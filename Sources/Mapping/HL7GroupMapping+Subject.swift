internal import ClinicalDomain
internal import HL7v2

extension HL7GroupMapping {
    /// The patient and the stay of the group; nil when no patient can be told.
    func subject(_ times: HL7StayTimes, quarantine: inout [QuarantineEntry]) -> Delivery.Subject? {
        guard let segment = group.patient, let identifier = patientIdentifier(segment) else { return nil }
        quarantine += times.quarantine
        var encounter = Encounter(admitted: times.admitted, discharged: times.discharged)
        if let visit = group.visit { encounter.visitNumber = visitNumber(visit) }
        if let location = location() { (encounter.unit, encounter.bed) = (location.unit, location.bed) }
        return Delivery.Subject(
            patient: Patient(
                identifier: identifier, birthDate: birthDate(segment, quarantine: &quarantine), sex: sex(segment)),
            encounter: encounter)
    }

    /// PID-3, else PID-2, else PID-4; the latter two hold other things too, so they must look like a number.
    private func patientIdentifier(_ segment: HL7Segment) -> String? {
        if let found = identifier(in: segment.field(3)) ?? identifier(in: segment.field(2)) { return found }
        return identifier(in: segment.field(4)).flatMap { Self.looksLikeNumber($0) ? $0 : nil }
    }

    /// Types of identifiers (PID-3.5, table 0203) that name the patient within the hospital.
    private static let hospitalTypes: Set<String> = ["MR", "PI", "PT"]

    /// The identifier of a field: the first repetition of a type that names the patient within the hospital, else the
    /// first that has an identifier at all.
    func identifier(in field: HL7Field) -> String? {
        let found = identifiers(in: field)
        return (found.first { Self.hospitalTypes.contains($0.type) } ?? found.first)?.identifier
    }

    /// The repetitions that have an identifier, as `authority:id`, or the id alone without an authority.
    ///
    /// Some senders shift the parts, so that the identifier stands in the fifth component; the literal `null` is none.
    func identifiers(in field: HL7Field) -> [(identifier: String, type: String)] {
        field.repetitions.compactMap { repetition in
            let first = repetition.component(1)
            let shifted = CleanText.identifier(repetition.component(5).text)
            var id = CleanText.identifier(first.text)
            if first.isEmpty, let shifted, shifted.utf8.count >= 5, Self.looksLikeNumber(shifted) { id = shifted }
            guard let id = id.map(Self.trimmed), !id.isEmpty, id.lowercased() != "null" else { return nil }
            let authority = CleanText.identifier(repetition.component(4).subcomponent(1).text).map(Self.trimmed)
            let type = repetition.component(5).firstText.map(Self.trimmed) ?? ""
            return (authority.map { "\($0):\(id)" } ?? id, type.uppercased())
        }
    }

    /// PV1-19, whose parts some senders shift to the fifth component.
    private func visitNumber(_ visit: HL7Segment) -> String {
        let field = visit.field(19)
        let first = Self.trimmed(CleanText.label(field.component(1).firstText))
        if !first.isEmpty { return first }
        return Self.trimmed(CleanText.label(field.component(5).firstText))
    }

    /// Unit, and room and bed, of PV1-3; of a part with subcomponents the first that says something.
    func location() -> BedLocation? {
        guard let field = group.visit?.field(3) else { return nil }
        func part(_ number: Int) -> String {
            let texts = field.component(number).subcomponents.lazy.map { CleanText.label($0.text) }
            return texts.map(Self.trimmed).first { !$0.isEmpty } ?? ""
        }
        let location = BedLocation(
            unit: part(1), bed: [part(2), part(3)].filter { !$0.isEmpty }.joined(separator: "-"))
        return location.unit.isEmpty && location.bed.isEmpty ? nil : location
    }

    private func sex(_ segment: HL7Segment) -> Sex {
        switch segment.field(8).firstText?.uppercased() {
        case "F": .female
        case "M": .male
        case "O", "A": .other
        default: .unknown
        }
    }

    /// PID-7; the zeros by which some devices say that they know none are no date and no fault.
    private func birthDate(_ segment: HL7Segment, quarantine: inout [QuarantineEntry]) -> CivilDate? {
        let field = segment.field(7)
        if let text = field.text, text.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) { return nil }
        do {
            guard let time = try segment.timestamp(field: 7), let month = time.month, let day = time.day else {
                return nil
            }
            return CivilDate(year: time.year, month: month, day: day)
        } catch {
            quarantine.append(
                QuarantineEntry(
                    reason: .invalidTime, place: "\(segment.path(field: 7))", found: field.verbatimText,
                    hint: error.hint))
            return nil
        }
    }

    private static func looksLikeNumber(_ text: String) -> Bool {
        text.contains(where: \.isNumber) && !text.contains(where: \.isWhitespace)
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop { $0 == " " }
        return String(String.UnicodeScalarView(scalars.reversed().drop { $0 == " " }.reversed()))
    }
}
