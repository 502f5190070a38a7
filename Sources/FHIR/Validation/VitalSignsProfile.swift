/// What the profile "vital signs" asks of an Observation of the category `vital-signs`, beyond R4 itself.
///
/// | rule | |
/// | --- | --- |
/// | `subject` | 1..1 |
/// | `effective[x]` | 1..1, a `dateTime` to the day at least (vs-1), or a `Period` |
/// | vs-2 | a value or `dataAbsentReason`, where there is neither `component` nor `hasMember` |
/// | vs-3 | the same for every component |
/// | units | the UCUM codes of the profile that belongs to the LOINC code, see ``units`` |
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/observation-vitalsigns.html>.
enum VitalSignsProfile {
    /// A fault of an Observation.
    struct Fault {
        var code: OperationOutcome.Code
        var path: ElementPath
        var text: String
    }

    /// The UCUM codes that the profiles allow for their LOINC codes.
    static let units: [String: [String]] = [
        "8867-4": ["/min"], "9279-1": ["/min"], "2708-6": ["%"], "59408-5": ["%"], "8310-5": ["Cel", "[degF]"],
        "8480-6": ["mm[Hg]"], "8462-4": ["mm[Hg]"], "8302-2": ["cm", "[in_i]"], "9843-4": ["cm", "[in_i]"],
        "29463-7": ["g", "kg", "[lb_av]"], "39156-5": ["kg/m2"],
    ]

    /// Whether the profile is asked for: by the category, under whatever system.
    static func applies(to observation: JSONObject) -> Bool {
        observation["category"]?.array.contains { category in
            CodingElement.codings(of: category).contains { $0.code == "vital-signs" }
        } ?? false
    }

    /// What an Observation does not keep of the profile.
    static func faults(_ observation: JSONObject, at path: ElementPath) -> [Fault] {
        var faults: [Fault] = []
        if !observation.has("subject") {
            faults.append(Fault(code: .required, path: path.member("subject"), text: "a vital sign needs a subject"))
        }
        if observation.has("effectiveTiming") || observation.has("effectiveInstant") {
            let name = observation.has("effectiveTiming") ? "effectiveTiming" : "effectiveInstant"
            faults.append(
                Fault(
                    code: .structure, path: path.member(name),
                    text: "a vital sign has an effectiveDateTime or an effectivePeriod"))
        } else if !observation.hasChoice("effective") {
            faults.append(
                Fault(
                    code: .required, path: path.member("effectiveDateTime"),
                    text: "a vital sign needs an effectiveDateTime or an effectivePeriod"))
        }
        if let time = observation["effectiveDateTime"]?.string.flatMap(FHIRDateTime.init(_:)), time.precision < .day {
            faults.append(
                Fault(
                    code: .invariant, path: path.member("effectiveDateTime"),
                    text: "vs-1: the time of a vital sign is precise to the day at least"))
        }
        if !observation.has("component"), !observation.has("hasMember"), !hasValue(observation) {
            faults.append(
                Fault(
                    code: .invariant, path: path,
                    text: "vs-2: give a value or a dataAbsentReason, components or members"))
        }
        faults += unitFaults(observation, at: path)
        for (index, component) in (observation["component"]?.array ?? []).enumerated() {
            guard let component = component.object else { continue }
            let place = path.member("component").item(index)
            if !hasValue(component) {
                faults.append(
                    Fault(code: .invariant, path: place, text: "vs-3: give a value or a dataAbsentReason"))
            }
            faults += unitFaults(component, at: place)
        }
        return faults
    }

    private static func hasValue(_ element: JSONObject) -> Bool {
        element.hasChoice("value") || element.has("dataAbsentReason")
    }

    private static func unitFaults(_ element: JSONObject, at path: ElementPath) -> [Fault] {
        guard let quantity = element["valueQuantity"],
            let allowed = CodingElement.codings(of: element["code"]).lazy
                .filter({ $0.system == CodingElement.loinc }).compactMap({ $0.code.flatMap { units[$0] } }).first
        else { return [] }
        let place = path.member("valueQuantity")
        let expected = "one of the UCUM codes \(allowed.joined(separator: ", "))"
        var faults: [Fault] = []
        if quantity["value"] == nil {
            faults.append(Fault(code: .required, path: place.member("value"), text: "a vital sign needs its number"))
        }
        switch quantity["system"]?.string {
        case CodingElement.ucum?: break
        case nil:
            faults.append(Fault(code: .required, path: place.member("system"), text: "expected \(CodingElement.ucum)"))
        default:
            faults.append(Fault(code: .value, path: place.member("system"), text: "expected \(CodingElement.ucum)"))
        }
        switch quantity["code"]?.string {
        case nil: faults.append(Fault(code: .required, path: place.member("code"), text: "expected \(expected)"))
        case let code? where !allowed.contains(code):
            faults.append(Fault(code: .codeInvalid, path: place.member("code"), text: "expected \(expected)"))
        default: break
        }
        return faults
    }
}
