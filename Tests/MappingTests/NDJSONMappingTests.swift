import ClinicalDomain
import Mapping
import Testing

struct NDJSONMappingTests {
    private static let mapping = NDJSONMapping()

    private func map(_ line: String) -> Delivery {
        Self.mapping.map(line: Array(line.utf8), number: 7, received: readFromFile)
    }

    /// A line for a heart rate of 88 with other or further members; an empty text leaves a member out.
    private func line(_ changes: [String: String] = [:]) -> String {
        let members = [
            "patient": "\"4711\"", "code": "\"8867-4\"", "value": "88", "unit": "\"/min\"",
            "effective": "\"2026-11-23T01:02:03Z\"",
        ].merging(changes) { $1 }.filter { !$0.value.isEmpty }
        return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    @Test
    func `a line becomes patient, stay and observation in every detail`() throws {
        let delivery = map(
            line([
                "visit": "\"V1\"", "unitOfCare": "\"W7\"", "bed": "\"12\"", "admitted": "\"2026-11-20T00:00:00+01:00\"",
                "discharged": "\"2026-11-24T10:00Z\"", "birthDate": "\"1945-03-08\"", "sex": "\"male\"",
                "issued": "\"2026-11-23T01:10:00Z\"", "status": "\"corrected\"", "source": "\"MON\"", "subID": "\"2\"",
            ]))
        #expect(delivery.quarantine.isEmpty && delivery.outcomes.isEmpty)
        #expect(delivery.message.format == .ndjson)
        #expect(delivery.message.source == "MON")
        #expect(
            delivery.subject
                == Delivery.Subject(
                    patient: Patient(
                        identifier: "4711", birthDate: CivilDate(year: 1945, month: 3, day: 8), sex: .male),
                    encounter: Encounter(
                        visitNumber: "V1", unit: "W7", bed: "12", admitted: try instant("2026-11-19T23:00:00Z"),
                        discharged: try instant("2026-11-24T10:00:00Z"))))
        #expect(
            delivery.observations == [
                Observation(
                    key: Observation.Key(
                        channel: .heartRate, effective: try instant("2026-11-23T01:02:03Z"), source: "MON", subID: "2"),
                    code: "8867-4", value: 88, status: .corrected, issued: try instant("2026-11-23T01:10:00Z"))
            ])
    }

    @Test
    func `without a time of issue a version is issued when it was true`() throws {
        #expect(map(line()).observations.map(\.issued) == [try instant("2026-11-23T01:02:03Z")])
    }

    @Test(arguments: [
        ("88", 88.0), ("88.0", 88), ("8.8e1", 88), ("\"88\"", 88), ("88.123456789012345", 88.123456789012345),
        ("1e-3", 0.001), ("0.1", 0.1), ("-0", 0), ("99.99999999999999", 99.99999999999999),
    ])
    func `numbers keep their precision`(text: String, value: Double) {
        #expect(map(line(["value": text])).observations.map(\.value) == [value])
    }

    @Test(arguments: [
        "4711", "12345678901234567", "9007199254740993", "9223372036854775808", "123456789012345678901234567890",
    ])
    func `a number as an identifier keeps every digit`(digits: String) {
        #expect(map(line(["patient": digits])).subject?.patient.identifier == digits)
    }

    @Test(arguments: ["1e25", "4711.0", "-4711"])
    func `a number that is no plain digits is refused as an identifier`(digits: String) {
        let delivery = map(line(["patient": digits]))
        #expect(delivery.subject == nil)
        #expect(delivery.quarantine.map(\.reason) == [.unparseable])
        #expect(delivery.quarantine.map(\.place) == ["line 7, patient"])
    }

    @Test(arguments: [
        ("88", ""), ("88.0", "88.0 /min"), ("88.10", "88.10 /min"), ("8.8e1", "8.8e1 /min"), ("88.125", ""),
    ])
    func `the digits of a value are kept where they say more`(digits: String, original: String) {
        #expect(map(line(["value": digits])).observations.map(\.original) == [original])
    }

    @Test
    func `a name that stands twice is refused, and a nested value with its place`() {
        let twice = map(#"{"patient":"1","patient":"2","code":"8867-4","value":88,"unit":"/min"}"#)
        #expect(twice.subject == nil && twice.quarantine.map(\.reason) == [.unparseable])
        #expect(twice.quarantine.first?.hint.contains("twice") == true)
        let nested = map(line(["value": "[88]"]))
        #expect(nested.quarantine.map(\.place) == ["line 7, value"])
    }

    @Test
    func `an outcome is an event at the effective time`() throws {
        let delivery = map(line(["code": "", "value": "", "unit": "", "outcome": "\"icu-transfer\""]))
        #expect(delivery.observations.isEmpty && delivery.quarantine.isEmpty)
        #expect(delivery.outcomes == [OutcomeEvent(name: "icu-transfer", at: try instant("2026-11-23T01:02:03Z"))])
    }

    @Test
    func `a retracted outcome does not become an outcome`() {
        let delivery = map(line(["outcome": "\"death\"", "status": "\"entered-in-error\""]))
        #expect(delivery.outcomes.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [.unsupported])
    }

    @Test
    func `a retraction needs no value`() {
        let delivery = map(line(["status": "\"entered-in-error\"", "value": "", "unit": ""]))
        #expect(delivery.observations.map(\.status) == [.enteredInError])
        #expect(delivery.observations.map(\.value) == [0])
    }

    @Test
    func `a code of another system is looked up in it`() {
        let delivery = map(line(["code": "\"147842\"", "system": "\"MDC\""]))
        #expect(delivery.observations.map(\.key.channel) == [.heartRate])
        #expect(delivery.observations.map(\.code) == ["147842"])
    }

    @Test
    func `a channel is named by its code or by its name, and null is absent`() {
        let byName = map(line(["code": "null", "channel": "\"heartRate\""]))
        #expect(byName.observations.map(\.key.channel) == [.heartRate])
        #expect(byName.observations.map(\.code) == ["8867-4"])
        #expect(map(line(["code": "\"2708-6\"", "unit": "\"%\""])).observations.map(\.code) == ["2708-6"])
    }

    @Test(arguments: [
        ("{\"patient\":\"1\",\"hr\":88}", QuarantineEntry.Reason.unparseable), ("", .unparseable),
        ("null", .unparseable),
        ("[1,2]", .unparseable), ("88", .unparseable), ("\"text\"", .unparseable), ("{", .unparseable),
        ("{} {}", .unparseable), ("{\"patient\":{\"id\":\"1\"}}", .unparseable),
        ("{\"patient\":[\"1\"]}", .unparseable), ("{\"patient\":true}", .unparseable),
        ("{\"value\":NaN}", .unparseable), ("{\"value\":Infinity}", .unparseable), ("{\"value\":-inf}", .unparseable),
        ("{\"value\":088}", .unparseable), ("{'patient':'1'}", .unparseable),
        ("{}", .missingPatient), ("{\"patient\":\"\"}", .missingPatient),
        ("{\"patient\":\"  \"}", .missingPatient), ("{\"patient\":null}", .missingPatient),
    ])
    func `a line without a readable patient is quarantined whole`(text: String, reason: QuarantineEntry.Reason) {
        let delivery = map(text)
        #expect(delivery.subject == nil)
        #expect(delivery.observations.isEmpty && delivery.outcomes.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.allSatisfy { $0.place.hasPrefix("line 7") && !$0.hint.isEmpty })
        #expect(delivery.message.body == Array(text.utf8))
    }

    @Test(arguments: [
        ("status", "\"done\"", QuarantineEntry.Reason.unknownStatus, "done"),
        ("status", "\"Final\"", .unknownStatus, "Final"),
        ("code", "\"1-8\"", .unknownCode, "1-8"), ("code", "", .unknownCode, ""),
        ("unit", "\"bpmm\"", .unknownUnit, "bpmm"),
        ("unit", "", .unknownUnit, ""), ("value", "\"high\"", .notNumeric, "high"), ("value", "", .notNumeric, ""),
        ("value", "\"NaN\"", .notNumeric, "NaN"), ("value", "1e999", .notNumeric, "1e999"),
        ("value", "\"Infinity\"", .notNumeric, "Infinity"),
        ("value", "900", .implausible, "900 /min"), ("effective", "\"noon\"", .invalidTime, "noon"),
        ("effective", "", .invalidTime, ""),
        ("effective", "\"2026-11-23T01:02:03\"", .invalidTime, "2026-11-23T01:02:03"),
        ("issued", "\"yesterday\"", .invalidTime, "yesterday"),
    ])
    func `a bad field is quarantined with what was found, and the patient stays known`(
        field: String, text: String, reason: QuarantineEntry.Reason, found: String
    ) {
        let delivery = map(line([field: text]))
        #expect(delivery.subject?.patient.identifier == "4711")
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.map(\.found) == [found])
        #expect(delivery.quarantine.map(\.place) == ["line 7, \(field)"])
    }

    @Test(arguments: ["birthDate", "admitted", "discharged"])
    func `a bad date of the patient or stay is quarantined`(field: String) {
        let delivery = map(line([field: "\"2026-02-30\""]))
        #expect(delivery.quarantine.map(\.reason) == [.invalidTime])
        #expect(delivery.quarantine.map(\.place) == ["line 7, \(field)"])
    }

    @Test
    func `an unknown field is refused by name`() {
        let delivery = map(line(["hr": "88"]))
        #expect(delivery.subject == nil)
        #expect(delivery.quarantine.map(\.reason) == [.unparseable])
        #expect(delivery.quarantine.first?.hint.contains("hr") == true)
    }

    @Test
    func `deep nesting is refused without harm`() {
        for depth in [100, 600, 50_000] {
            let text =
                "{\"patient\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            #expect(map(text).quarantine.map(\.reason) == [.unparseable])
        }
    }

    @Test
    func `equal lines have one identity, other lines another`() {
        #expect(map(line()).message.identity == map(line()).message.identity)
        #expect(map(line()).message.identity != map(line() + " ").message.identity)
        #expect(map("{").message.identity != map("[").message.identity)
    }
}
