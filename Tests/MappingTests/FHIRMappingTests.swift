import ClinicalDomain
import FHIR
import Mapping
import Testing

/// A FHIR resource written as JSON.
func resource(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

/// The message that FHIR resources come in, in these tests.
let fhirMessage = Delivery.Message(
    format: .fhir, source: "http", identity: [UInt8](repeating: 7, count: 32), body: [1], received: received)

struct FHIRMappingTests {
    private static let heartRate = #"{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]}"#
    private static let quantity =
        #""valueQuantity":{"value":96,"unit":"beats/min","system":"http://unitsofmeasure.org","code":"/min"}"#
    private static let time = #""effectiveDateTime":"2026-06-15T12:00:00Z""#

    private let mapping = FHIRMapping()
    private let subject = Delivery.Subject(patient: Patient(identifier: "HOSP:4711"), encounter: Encounter())

    /// An Observation of a heart rate of 96 with parts replaced.
    private func observation(
        id: String? = "1", status: String = "final", code: String = heartRate, time: String = time,
        value: String = quantity, more: String = ""
    ) throws -> JSONValue {
        let members = [
            #""resourceType":"Observation""#, id.map { #""id":"\#($0)""# } ?? "", #""status":"\#(status)""#,
            #""code":\#(code)"#, time, value, more,
        ]
        return try resource("{" + members.filter { !$0.isEmpty }.joined(separator: ",") + "}")
    }

    private func map(_ json: JSONValue, replacing previous: JSONValue? = nil) -> Delivery {
        mapping.observation(json, replacing: previous, subject: subject, message: fhirMessage)
    }

    private func coded(_ code: String, system: String = "http://loinc.org") -> String {
        #"{"coding":[{"system":"\#(system)","code":"\#(code)"}]}"#
    }

    private func quantity(_ value: String, _ code: String, unit: String = "u") -> String {
        #""valueQuantity":{"value":\#(value),"unit":"\#(unit)","system":"http://unitsofmeasure.org","code":"\#(code)"}"#
    }

    @Test func `an Observation becomes a result with its key`() throws {
        let delivery = map(try observation(more: #""issued":"2026-06-15T12:01:00Z""#))
        let expected = Observation(
            key: Observation.Key(
                channel: .heartRate, effective: try instant("2026-06-15T12:00:00Z"), source: "fhir", code: "8867-4",
                order: "1"),
            code: "8867-4", value: 96, original: "", issued: try instant("2026-06-15T12:01:00Z"))
        #expect(delivery.observations.map(\.key) == [expected.key])
        #expect(delivery.observations.map(\.value) == [96])
        #expect(delivery.observations.map(\.issued) == [expected.issued])
        #expect(delivery.observations.map(\.status) == [.final])
        #expect(delivery.quarantine.isEmpty && delivery.subject == subject && delivery.stayEvent == .observation)
    }

    @Test(
        arguments: [
            ("8867-4", "88", "/min", ChannelID.heartRate, 88.0, ""),
            ("8867-4", "88", "{beats}/min", .heartRate, 88, "88 {beats}/min"),
            ("8310-5", "98.60", "[degF]", .bodyTemperature, 37, "98.60 [degF]"),
            ("8310-5", "37.00", "Cel", .bodyTemperature, 37, ""), ("2708-6", "97", "%", .oxygenSaturation, 97, ""),
            ("8480-6", "16", "kPa", .systolicBloodPressure, 120.0098, "16 kPa"),
            ("9269-2", "13", "{score}", .glasgowComaScale, 13, ""),
            ("3151-8", "2", "L/min", .supplementalOxygen, 2, ""),
        ])
    func `a quantity becomes the canonical unit and keeps its literal`(
        code: String, value: String, unit: String, channel: ChannelID, canonical: Double, original: String
    ) throws {
        let delivery = map(try observation(code: coded(code), value: quantity(value, unit)))
        let result = try #require(delivery.observations.first)
        #expect(result.key.channel == channel && abs(result.value - canonical) < 1e-3 && result.original == original)
    }

    @Test func `a code of the device nomenclature and an alternate coding are understood`() throws {
        let device = coded("147842", system: "urn:iso:std:iso:11073:10101")
        #expect(map(try observation(code: device)).observations.map(\.key.channel) == [.heartRate])
        let both =
            #"{"coding":[{"system":"http://acme.org","code":"hr"},{"system":"urn:iso:std:iso:11073:10101","code":"147842"},{"system":"http://loinc.org","code":"8867-4"}]}"#
        let result = try #require(map(try observation(code: both)).observations.first)
        #expect(result.key.channel == .heartRate && result.code == "8867-4")
    }

    @Test(
        arguments: [
            ("final", Observation.Status.final), ("preliminary", .preliminary), ("amended", .corrected),
            ("corrected", .corrected), ("entered-in-error", .enteredInError), ("registered", nil),
            ("cancelled", nil), ("unknown", nil),
        ] as [(String, Observation.Status?)])
    func `the status says whether there is a value`(status: String, expected: Observation.Status?) throws {
        let delivery = map(try observation(status: status))
        #expect(delivery.observations.map(\.status) == [expected].compactMap { $0 })
        #expect(delivery.quarantine.isEmpty)
    }

    @Test(
        arguments: [
            (#""effectiveDateTime":"2026-06-15T14:00:00.250+02:00""#, "2026-06-15T12:00:00.250Z"),
            (#""effectiveInstant":"2026-06-15T12:00:00Z""#, "2026-06-15T12:00:00Z"),
            (#""effectiveDateTime":"2026-06-15""#, "2026-06-14T22:00:00Z"),
            (
                #""effectivePeriod":{"start":"2026-06-15T11:00:00Z","end":"2026-06-15T12:00:00Z"}"#,
                "2026-06-15T12:00:00Z"
            ),
            (#""effectivePeriod":{"start":"2026-06-15T11:00:00Z"}"#, "2026-06-15T11:00:00Z"),
        ])
    func `the effective time is read, dates at the site`(time: String, expected: String) throws {
        let delivery = FHIRMapping(localOffset: { _ in 7_200 }).observation(
            try observation(time: time), subject: subject, message: fhirMessage)
        #expect(delivery.observations.map(\.key.effective) == [try instant(expected)])
    }

    @Test(
        arguments: [
            ("", "Observation.effectiveDateTime"), (#""effectiveDateTime":"2026-06""#, "Observation.effectiveDateTime"),
            (#""effectiveDateTime":"2026-06-15T12:00:00""#, "Observation.effectiveDateTime"),
            (#""effectiveTiming":{"event":["2026-06-15"]}"#, "Observation.effectiveTiming"),
            (#""effectivePeriod":{}"#, "Observation.effectivePeriod"),
            (#""effectiveDateTime":"1899-12-31""#, "Observation.effectiveDateTime"),
            (#""effectiveDateTime":"2026-06-15T14:00:00Z""#, "Observation.effectiveDateTime"),
            (#""effectiveInstant":"x""#, "Observation.effectiveInstant"),
        ])
    func `a time that is missing, coarse, repeated or in the future goes to quarantine`(
        time: String, place: String
    ) throws {
        let delivery = map(try observation(time: time))
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [.invalidTime])
        #expect(delivery.quarantine.map(\.place) == [place])
    }

    @Test(
        arguments: [
            (#""issued":"2026-06-15T12:10:00Z""#, "2026-06-15T12:10:00Z"),
            (#""meta":{"lastUpdated":"2026-06-15T12:05:00Z"}"#, "2026-06-15T12:05:00Z"),
            (#""issued":"2026-06-15T12:10:00Z","meta":{"lastUpdated":"2026-06-15T12:05:00Z"}"#, "2026-06-15T12:10:00Z"),
            ("", "2026-06-15T12:30:00Z"), (#""issued":"2036-06-15T12:10:00Z""#, "2026-06-15T12:30:00Z"),
        ])
    func `versions are ordered by issued, meta or the reception, never by the future`(
        more: String, issued: String
    ) throws {
        #expect(map(try observation(more: more)).observations.map(\.issued) == [try instant(issued)])
    }

    @Test func `meta source becomes part of the source`() throws {
        let delivery = map(try observation(more: #""meta":{"source":"http://monitor/3"}"#))
        #expect(delivery.observations.map(\.key.source) == ["fhir:http://monitor/3"])
    }

    private static let panel = """
        "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":\
        {"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"code":{"coding":[{"system":\
        "http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":70,"system":"http://unitsofmeasure.org",\
        "code":"mm[Hg]"}}]
        """

    @Test func `a panel gives its components`() throws {
        let delivery = map(try observation(code: coded("85354-9"), value: "", more: Self.panel))
        #expect(delivery.observations.map(\.key.channel) == [.systolicBloodPressure, .diastolicBloodPressure])
        #expect(delivery.observations.map(\.value) == [120, 70])
        #expect(delivery.observations.allSatisfy { $0.key.order == "1" && $0.key.subID == "" })
        #expect(delivery.quarantine.isEmpty)
    }

    @Test func `a component without a value says why, and the other one counts`() throws {
        let absent = Self.panel.replacing(
            #""valueQuantity":{"value":70,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}"#,
            with: #""dataAbsentReason":{"text":"x"}"#)
        let delivery = map(try observation(code: coded("85354-9"), value: "", more: absent))
        #expect(delivery.observations.map(\.key.channel) == [.systolicBloodPressure])
        #expect(delivery.quarantine.isEmpty)
        let none = map(try observation(value: "", more: #""dataAbsentReason":{"text":"x"}"#))
        #expect(none.observations.isEmpty && none.quarantine.isEmpty)
    }

    @Test func `a second result of the same code is another result`() throws {
        let twice = Self.panel.replacing("8462-4", with: "8480-6")
        let delivery = map(try observation(code: coded("85354-9"), value: "", more: twice))
        #expect(delivery.observations.map(\.key.subID) == ["", "2"])
        #expect(delivery.observations.map(\.value) == [120, 70])
    }

    @Test func `a value and components are taken both, a group without a value is no fault`() throws {
        #expect(map(try observation(more: Self.panel)).observations.count == 3)
        let group = map(
            try observation(code: coded("85353-1"), value: "", more: #""hasMember":[{"reference":"Observation/2"}]"#))
        #expect(group.observations.isEmpty && group.quarantine.isEmpty)
    }

    @Test(
        arguments: [
            (#""valueQuantity":{"value":96,"unit":"/min"}"#, nil, nil),
            (
                #""valueQuantity":{"value":96,"system":"http://unitsofmeasure.org","code":"xyz"}"#, .unknownUnit,
                "Observation.valueQuantity"
            ),
            (#""valueQuantity":{"value":96}"#, .unknownUnit, "Observation.valueQuantity"),
            (
                #""valueQuantity":{"value":96,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"/min"}"#,
                .codeConflict, "Observation.valueQuantity"
            ),
            (
                #""valueQuantity":{"value":96,"comparator":">","system":"http://unitsofmeasure.org","code":"/min"}"#,
                .notNumeric, "Observation.valueQuantity.comparator"
            ),
            (
                #""valueQuantity":{"system":"http://unitsofmeasure.org","code":"/min"}"#, .notNumeric,
                "Observation.valueQuantity.value"
            ),
            (
                #""valueQuantity":{"value":9600,"system":"http://unitsofmeasure.org","code":"/min"}"#, .implausible,
                "Observation.valueQuantity.value"
            ),
            (
                #""valueQuantity":{"value":1e99,"system":"http://unitsofmeasure.org","code":"/min"}"#, .implausible,
                "Observation.valueQuantity.value"
            ),
            (
                #""valueQuantity":{"value":-999,"system":"http://unitsofmeasure.org","code":"/min"}"#, .notAvailable,
                "Observation.valueQuantity.value"
            ),
            (#""valueInteger":96"#, .unknownUnit, "Observation.valueInteger"),
            (#""valueString":"96""#, .notNumeric, "Observation.valueString"),
            (#""valueRange":{"low":{"value":90}}"#, .notNumeric, "Observation.valueRange"),
            (#""valueCodeableConcept":{"text":"normal"}"#, .notNumeric, "Observation.valueCodeableConcept"),
            ("", .notNumeric, "Observation.value[x]"),
        ] as [(String, QuarantineEntry.Reason?, String?)])
    func `a value without a usable number or unit goes to quarantine`(
        value: String, reason: QuarantineEntry.Reason?, place: String?
    ) throws {
        let delivery = map(try observation(value: value))
        #expect(delivery.quarantine.map(\.reason) == [reason].compactMap { $0 })
        #expect(delivery.quarantine.map(\.place) == [place].compactMap { $0 })
        #expect(delivery.observations.count == (reason == nil ? 1 : 0))
        #expect(delivery.quarantine.allSatisfy { !$0.hint.isEmpty })
    }

    @Test(
        arguments: [
            (#"{"coding":[{"system":"http://loinc.org","code":"99999-9"}]}"#, .unknownCode, "Observation.code"),
            (#"{"coding":[{"system":"http://acme.org","code":"8867-4"}]}"#, .unknownCode, "Observation.code"),
            (#"{"text":"Heart rate"}"#, .unknownCode, "Observation.code"),
            (
                #"{"coding":[{"system":"http://loinc.org","code":"8867-4"},{"system":"http://loinc.org","code":"9279-1"}]}"#,
                .codeConflict, "Observation.code.coding[1]"
            ),
        ] as [(String, QuarantineEntry.Reason, String)])
    func `a code that means nothing or two things goes to quarantine`(
        code: String, reason: QuarantineEntry.Reason, place: String
    ) throws {
        let delivery = map(try observation(code: code))
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.map(\.place) == [place])
    }

    @Test(
        arguments: [
            (#""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"248234008"}]}"#, 0),
            (#""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"130987000"}]}"#, 1),
            (#""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"300202002"}]}"#, 2),
            (#""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"450847001"}]}"#, 3),
            (#""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"422768004"}]}"#, 4),
            (#""valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA9343-0"}]}"#, 4),
            (#""valueCodeableConcept":{"coding":[{"system":"http://acme.org","code":"x1"}],"text":"Voice"}"#, 2),
            (#""valueString":"Alert""#, 0), (#""valueCodeableConcept":{"coding":[{"code":"7"}]}"#, nil),
            (
                #""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"1"}],"text":"asleep"}"#,
                nil
            ),
        ] as [(String, Double?)])
    func `consciousness is read from findings, answers and words`(value: String, level: Double?) throws {
        let delivery = map(try observation(code: coded("67775-7"), value: value))
        #expect(delivery.observations.map(\.value) == [level].compactMap { $0 })
        #expect(delivery.quarantine.map(\.reason) == (level == nil ? [.notNumeric] : []))
    }

    @Test(arguments: ["modifierExtension", "implicitRules"])
    func `what says that it means something else is not read`(name: String) throws {
        let value = name == "implicitRules" ? #""http://rules""# : #"[{"url":"http://not","valueBoolean":true}]"#
        let delivery = map(try observation(more: #""\#(name)":\#(value)"#))
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.place) == ["Observation.\(name)"])
        #expect(delivery.quarantine.map(\.reason) == [.unsupported])
    }

    @Test func `without a patient nothing is stored`() throws {
        let delivery = mapping.observation(try observation(), subject: nil, message: fhirMessage)
        #expect(delivery.observations.isEmpty && delivery.subject == nil)
        #expect(delivery.quarantine.map(\.reason) == [.missingPatient])
    }

    // MARK: - Versions

    @Test func `a new version replaces the old one although the client left issued as it was`() throws {
        let issued = #""issued":"2026-06-15T12:01:00Z""#
        let first = try observation(value: quantity("140", "/min"), more: issued)
        let second = try observation(value: quantity("96", "/min"), more: issued)
        let old = try #require(map(first).observations.first)
        let delivery = map(second, replacing: first)
        let new = try #require(delivery.observations.first)
        #expect(delivery.observations.count == 1)
        #expect(new.key == old.key && new.value == 96 && new.precedence > old.precedence)
    }

    @Test func `a new version is later than the old one although the clock stood still`() throws {
        let first = try observation(more: #""meta":{"lastUpdated":"2026-06-15T12:30:00Z"}"#)
        let result = try #require(map(try observation(), replacing: first).observations.first)
        #expect(result.issued == received.advanced(bySeconds: 0.001))
    }

    @Test func `a version with another code, time or no value retracts what was there`() throws {
        let first = try observation()
        let key = try #require(map(first).observations.first).key
        let respiration = try observation(code: coded("9279-1"), value: quantity("18", "/min"))
        let later = try observation(time: #""effectiveDateTime":"2026-06-15T12:10:00Z""#)
        let cancelled = try observation(status: "cancelled")
        let absent = try observation(value: "", more: #""dataAbsentReason":{"text":"x"}"#)
        let refused = try observation(value: quantity("9600", "/min"))
        for (second, stays) in [(respiration, 1), (later, 1), (cancelled, 0), (absent, 0), (refused, 0)] {
            let results = map(second, replacing: first).observations
            #expect(results.count == stays + 1)
            let retracted = try #require(results.last)
            #expect(retracted.key == key && retracted.status == .enteredInError && retracted.code == "8867-4")
            #expect(retracted.issued == received)
        }
    }

    @Test func `a component that is gone is retracted`() throws {
        let first = try observation(code: coded("85354-9"), value: "", more: Self.panel)
        let second = try observation(
            code: coded("85354-9"), value: "",
            more: Self.panel.replacing(
                #""valueQuantity":{"value":70,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}"#,
                with: #""dataAbsentReason":{"text":"x"}"#))
        let results = map(second, replacing: first).observations
        #expect(results.map(\.status) == [.final, .enteredInError])
        #expect(results.map(\.key.channel) == [.systolicBloodPressure, .diastolicBloodPressure])
    }

    @Test func `a deleted Observation is retracted whole`() throws {
        let resource = try observation(code: coded("85354-9"), value: "", more: Self.panel)
        let delivery = mapping.retraction(of: resource, subject: subject, message: fhirMessage)
        #expect(delivery.observations.map(\.status) == [.enteredInError, .enteredInError])
        #expect(delivery.observations.map(\.key) == map(resource).observations.map(\.key))
        #expect(mapping.keys(of: resource, received: received) == map(resource).observations.map(\.key))
    }

    @Test func `entered in error retracts the components too, with or without their values`() throws {
        let results = map(
            try observation(status: "entered-in-error", code: coded("85354-9"), value: "", more: Self.panel)
        ).observations
        #expect(results.map(\.status) == [.enteredInError, .enteredInError])
        #expect(results.map(\.value) == [0, 0])
        #expect(
            map(try observation(status: "entered-in-error", value: "")).observations.map(\.status) == [.enteredInError])
    }

    // MARK: - References

    @Test func `a reference names the patient and the stay as far as it can`() throws {
        let business = ReferenceElement(
            try resource(#"{"reference":"Patient/1","identifier":{"system":"urn:oid:1.2","value":"4711"}}"#))
        #expect(FHIRMapping.patientIdentifier(of: business) == "urn:oid:1.2:4711")
        let address = ReferenceElement(try resource(#"{"reference":"http://h/fhir/Patient/p1"}"#))
        #expect(FHIRMapping.patientIdentifier(of: address) == "p1")
        let visit = ReferenceElement(
            try resource(#"{"type":"Encounter","identifier":{"system":"urn:oid:1.3","value":"V-17"}}"#))
        #expect(FHIRMapping.visitNumber(of: visit) == "V-17")
        #expect(FHIRMapping.visitNumber(of: ReferenceElement(try resource(#"{"reference":"Encounter/e1"}"#))) == "e1")
    }

    @Test(arguments: [
        #"{"display":"Jane"}"#, #"{"reference":"Location/5"}"#, #"{"reference":"urn:uuid:1"}"#,
        #"{"type":"Device","identifier":{"value":"5"}}"#,
    ])
    func `a reference to something else names no patient and no stay`(text: String) throws {
        let reference = ReferenceElement(try resource(text))
        #expect(FHIRMapping.patientIdentifier(of: reference) == nil)
        #expect(FHIRMapping.visitNumber(of: reference) == "")
    }
}
