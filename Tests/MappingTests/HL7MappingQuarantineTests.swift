import ClinicalDomain
import HL7v2
import Mapping
import Testing

struct HL7MappingQuarantineTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let reason: QuarantineEntry.Reason
        let place: String
        let found: String
        let verdict: String

        var testDescription: String { name }

        init(
            _ name: String, _ bytes: [UInt8], _ reason: QuarantineEntry.Reason, _ place: String, _ found: String,
            _ verdict: String = "accepted"
        ) {
            (self.name, self.bytes, self.reason) = (name, bytes, reason)
            (self.place, self.found, self.verdict) = (place, found, verdict)
        }
    }

    private static let cases = [
        Case("not HL7", Array("{\"a\":1}".utf8), .unparseable, "byte 0", "{\"a\":1}", "refused"),
        Case("nothing", [], .unparseable, "byte 0", "", "refused"),
        Case(
            "a broken segment", oru("obx|1"), .unparseable, "byte 116",
            "MSH|^~\\&|MON|ICU|EWS|HOSP|20260615120100+0000||ORU^R01^ORU_R", "refused"),
        Case("no PID", oru(patient: ""), .missingPatient, "PID", "", "faulty"),
        Case("values without a PID", oru(patient: "", "OBR|1", obx()), .missingPatient, "PID-3", "", "faulty"),
        Case(
            "PID without an identifier", oru(patient: "PID|1||^^^HOSP", obx()), .missingPatient, "PID-3", "", "faulty"),
        Case("PID with the word null", oru(patient: "PID|1||null", obx()), .missingPatient, "PID-3", "", "faulty"),
        Case("unknown LOINC", oru(obx(code: "1234-5^x^LN")), .unknownCode, "OBX-3", "1234-5^x^LN"),
        Case("local code", oru(obx(code: "HR^Heart rate^L")), .unknownCode, "OBX-3", "HR^Heart rate^L"),
        Case("LOINC not said to be LOINC", oru(obx(code: "8867-4^HR^99X")), .unknownCode, "OBX-3", "8867-4^HR^99X"),
        Case("no code", oru(obx(code: "")), .unknownCode, "OBX-3", "^^"),
        Case("unknown unit", oru(obx(unit: "Hz")), .unknownUnit, "OBX-6", "Hz"),
        Case("missing unit", oru(obx(unit: "")), .unknownUnit, "OBX-6", ""),
        Case("null unit", oru(obx(unit: "\"\"")), .unknownUnit, "OBX-6", ""),
        Case("unit in another case", oru(obx(unit: "BPM")), .unknownUnit, "OBX-6", "BPM"),
        Case(
            "SpO2 900", oru(obx(code: "59408-5^^LN", value: "900", unit: "%")), .implausible, "OBX-5", "900 %"),
        Case("sentinel", oru(obx(value: "8388607")), .notAvailable, "OBX-5", "8388607"),
        Case("negative rate", oru(obx(value: "-2")), .implausible, "OBX-5", "-2 /min"),
        Case("not measured", oru(obx(value: "-1")), .notAvailable, "OBX-5", "-1"),
        Case("not a number", oru(obx(value: "high")), .notNumeric, "OBX-5", "high"),
        Case("no value", oru(obx(value: "")), .notNumeric, "OBX-5", ""),
        Case("a comma that may part thousands", oru(obx(value: "1,234")), .notNumeric, "OBX-5", "1,234"),
        Case("NaN", oru(obx(value: "NaN")), .notNumeric, "OBX-5", "NaN"),
        Case("infinity", oru(obx(value: "inf")), .notNumeric, "OBX-5", "inf"),
        Case("too large for a number", oru(obx(value: "1e999")), .notNumeric, "OBX-5", "1e999"),
        Case("hexadecimal", oru(obx(value: "0x60")), .notNumeric, "OBX-5", "0x60"),
        Case("comparator", oru(obx(type: "SN", value: ">^96")), .notNumeric, "OBX-5", ">^96"),
        Case("two values", oru(obx(value: "96~97")), .notNumeric, "OBX-5", "96~97"),
        Case("unknown level", oru(obx(code: "67775-7^^LN", value: "sleepy")), .notNumeric, "OBX-5", "sleepy"),
        Case("unknown status", oru(obx(status: "Q")), .unknownStatus, "OBX-11", "Q"),
        Case("bad time", oru(obx(time: "20261315")), .invalidTime, "OBX-14", "20261315"),
        Case("time in words", oru(obx(time: "noon")), .invalidTime, "OBX-14", "noon"),
        Case(
            "bad time of the request", oru("OBR|1||||||2026061", obx(time: "")), .invalidTime, "OBR-7", "2026061"),
        Case("bad time of the message", oru(time: "now", obx(time: "")), .invalidTime, "MSH-7", "now"),
        Case("no time at all", oru(time: "", obx(time: "")), .invalidTime, "OBX-14", ""),
        Case("a year before hospitals", oru(obx(time: "00260615120000")), .invalidTime, "OBX-14", "00260615120000"),
        Case("a year after all patients", oru(obx(time: "99990615120000")), .invalidTime, "OBX-14", "99990615120000"),
        Case("retraction at no time", oru(obx(status: "D", time: "x")), .invalidTime, "OBX-14", "x"),
        Case(
            "a clock that is two days ahead", oru(obx(time: "20260617130000+0000")), .invalidTime, "OBX-14",
            "2026-06-17T13:00:00Z"),
        Case(
            "an identifier with a control character", oru(patient: "PID|1||4\\X00\\711"), .missingPatient, "PID-3", "",
            "faulty"),
        Case("a merge without MRG", oru(type: "ADT^A40^ADT_A39"), .missingPatient, "MRG", "", "faulty"),
        Case(
            "a merge of nobody", oru(type: "ADT^A40^ADT_A39", "MRG|null^^^HOSP"), .missingPatient, "MRG-1", "",
            "faulty"),
        Case("a test message", oru(processing: "T", obx()), .testMessage, "MSH-11", "T"),
        Case("a debugging message", oru(processing: "D", obx()), .testMessage, "MSH-11", "D"),
        Case(
            "a test message that is faulty too", oru(processing: "T", patient: "", "OBR|1", obx()), .testMessage,
            "MSH-11", "T", "faulty"),
        Case("no type", oru(type: ""), .unsupported, "MSH-9", "", "refused"),
        Case("a type that is none", oru(type: "P"), .unsupported, "MSH-9", "P", "refused"),
        Case("version 1.0", oru(version: "1.0", obx()), .unsupported, "MSH-12", "1.0", "refused"),
        Case("version 2.999", oru(version: "2.999", obx()), .unsupported, "MSH-12", "2.999", "refused"),
        Case("no control id", oru(controlID: "", obx()), .unparseable, "MSH-10", "", "faulty"),
    ]

    @Test(arguments: cases)
    private func `what cannot be used is quarantined with reason, place and what was found`(_ example: Case) {
        let mapped = HL7Mapping.utc.map(example.bytes, received: received)
        #expect(mapped.observations.isEmpty)
        #expect(mapped.quarantine.map(\.reason) == [example.reason])
        #expect(mapped.quarantine.map(\.place) == [example.place])
        #expect(mapped.quarantine.map(\.found) == [example.found])
        #expect(mapped.quarantine.allSatisfy { !$0.hint.isEmpty })
        #expect(mapped.verdictName == example.verdict)
        #expect(mapped.deliveries.map(\.message.body) == [example.bytes], "the bytes are kept for a replay")
    }

    @Test(arguments: [
        ("PID|1||4711||||noon", "PV1|1|I|W1", "PID-7", "noon"),
        ("PID|1||4711", "PV1|1|I|W1" + String(repeating: "|", count: 41) + "2026-06-15", "PV1-44", "2026-06-15"),
        ("PID|1||4711", "PV1|1|I|W1" + String(repeating: "|", count: 42) + "soon", "PV1-45", "soon"),
    ])
    func `a bad time about the patient or the stay is quarantined and costs no value`(
        patient: String, visit: String, place: String, found: String
    ) {
        let mapped = HL7Mapping.utc.map(oru(patient: patient, visit, obx()), received: received)
        #expect(mapped.observations.count == 1)
        #expect(mapped.quarantine.map(\.place) == [place])
        #expect(mapped.quarantine.map(\.found) == [found])
    }

    @Test
    func `a question mark without a result is no value`() {
        let mapped = HL7Mapping.utc.map(oru(obx(value: "?", status: "X")), received: received)
        #expect(mapped.observations.isEmpty && mapped.quarantine.isEmpty)
    }

    @Test
    func `one bad value leaves the others in peace`() {
        let mapped = HL7Mapping.utc.map(
            oru(obx(value: "?"), obx(value: "97"), obx(unit: "parsec"), obx(value: "98")), received: received)
        #expect(mapped.observations.map(\.value) == [97, 98])
        #expect(mapped.quarantine.map(\.place) == ["OBX-5", "OBX[3]-6"])
        #expect(mapped.verdict == .accepted)
    }

    @Test
    func `a patient without identifier does not cost the other patients their values`() {
        let mapped = HL7Mapping.utc.map(
            oru(patient: "PID|1", obx(), "PID|2||4712", obx(value: "82")), received: received)
        #expect(mapped.observations.map(\.value) == [82])
        #expect(mapped.quarantine.map(\.reason) == [.missingPatient])
        #expect(mapped.verdictName == "faulty")
    }

    @Test(arguments: [
        (Array("hello".utf8), 100), (oru(type: "P"), 200), (oru(version: "3.0"), 203), (oru(controlID: ""), 101),
        (oru(patient: ""), 100), (oru(patient: "PID|1"), 101),
    ])
    func `the condition told to the sender is that of table 0357`(bytes: [UInt8], condition: Int) {
        let fault: MappedMessage.Fault? =
            switch HL7Mapping.utc.map(bytes, received: received).verdict {
            case .accepted, .ignored: nil
            case .faulty(let fault), .refused(let fault): fault
            }
        #expect(fault?.condition == condition)
        #expect(fault?.text.isEmpty == false)
    }

    @Test(arguments: ["ORM^O01", "SIU^S12", "ACK", "ADT^A60", "ADT^A99", "MDM^T02"])
    func `a message that is not for us is ignored, not stored`(type: String) {
        let mapped = HL7Mapping.utc.map(oru(type: type, obx()), received: received)
        #expect(mapped.verdict == .ignored)
        #expect(mapped.deliveries.isEmpty)
        #expect(mapped.message?.messageType == type)
    }

    @Test
    func `test messages are taken where the site says so`() {
        let mapping = HL7Mapping(acceptsTestMessages: true) { _ in 0 }
        #expect(mapping.map(oru(processing: "T", obx()), received: received).observations.count == 1)
    }

    @Test
    func `nothing told to the sender holds patient data`() {
        let secret = "SECRETNAME"
        for bytes in [oru(patient: "PID|1|||\(secret)"), oru("ob\(secret)"), oru(type: "ADT^A40", "NTE|\(secret)")] {
            #expect(!"\(HL7Mapping.utc.map(bytes, received: received).verdict)".contains(secret))
        }
    }

    @Test(arguments: ["99990101", "0001", "soon"])
    func `a message time that is none does not outrank later corrections`(time: String) throws {
        let mapped = HL7Mapping.utc.map(oru(time: time, obx()), received: received)
        #expect(mapped.observations.map(\.issued) == [try instant("2026-06-15T12:00:00Z")])
    }

    @Test
    func `every time that is stored can be written and read again`() throws {
        for year in [1, 1899, 1900, 1901, 2199, 2200, 2201, 9999] {
            let text = String(repeating: "0", count: 4 - String(year).count) + "\(year)"
            for offset in ["+1400", "-1400"] {
                let mapped = HL7Mapping.utc.map(oru(obx(time: "\(text)0101000000\(offset)")), received: received)
                #expect(mapped.observations.count + mapped.quarantine.count == 1)
                for observation in mapped.observations {
                    #expect(Instant(iso8601: observation.key.effective.iso8601) == observation.key.effective)
                }
            }
        }
    }
}
