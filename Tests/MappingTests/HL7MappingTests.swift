import ClinicalDomain
import Mapping
import Testing

struct HL7MappingTests {
    @Test
    func `an ORU becomes patient, stay and observation in every detail`() throws {
        let visit = "PV1|1|I|ICU^3^B^HOSP||||||||||||||||V-17|||||||||||||||||||||||||202606140830+0200"
        let mapped = HL7Mapping.utc.map(oru(visit, obx()), received: received)

        #expect(mapped.verdict == .accepted)
        #expect(mapped.quarantine.isEmpty)
        let delivery = try #require(mapped.deliveries.first)
        #expect(mapped.deliveries.count == 1)
        #expect(delivery.message.format == .hl7v2)
        #expect(delivery.message.source == "MON")
        #expect(delivery.message.body == oru(visit, obx()))
        #expect(delivery.message.received == received)
        let birthDate = CivilDate(year: 1945, month: 3, day: 8)
        #expect(delivery.subject?.patient == Patient(identifier: "HOSP:4711", birthDate: birthDate, sex: .female))
        #expect(
            delivery.subject?.encounter
                == Encounter(
                    visitNumber: "V-17", unit: "ICU", bed: "3-B", admitted: try instant("2026-06-14T06:30:00Z")))
        #expect(
            delivery.observations == [
                Observation(
                    key: Observation.Key(
                        channel: .heartRate, effective: try instant("2026-06-15T12:00:00Z"), source: "MON"),
                    code: "8867-4", value: 96, status: .final, issued: try instant("2026-06-15T12:01:00Z"))
            ])
    }

    @Test(arguments: [
        // 98.6 °F is 37 °C by the definition of the scale; 16 kPa are 120.01 mmHg (1 mmHg = 133.322387415 Pa).
        ("8310-5^^LN", "98.6", "[degF]", 37.0, "98.6 [degF]"), ("8310-5^^LN", "36.8", "Cel", 36.8, ""),
        ("8310-5^^LN", "36.8", "°C", 36.8, "36.8 °C"), ("8480-6^^LN", "16", "kPa", 120.0099, "16 kPa"),
        ("8480-6^^LN", "120", "mm[Hg]^^UCUM", 120.0, ""), ("59408-5^^LN", "0.97", "1", 97.0, "0.97 1"),
        ("8867-4^^LN", "96", "bpm", 96.0, "96 bpm"), ("8867-4^^LN", "+9.6e1", "/min", 96.0, ""),
        ("8867-4^^LN", " 96 ", "/min", 96.0, ""), ("30525-0^^LN", "18", "mo", 1.5, "18 mo"),
    ])
    func `units are converted and what arrived is kept`(
        code: String, value: String, unit: String, canonical: Double, original: String
    ) throws {
        let mapped = HL7Mapping.utc.map(oru(obx(code: code, value: value, unit: unit)), received: received)
        let observation = try #require(mapped.observations.first)
        #expect(abs(observation.value - canonical) < 1e-4)
        #expect(observation.original == original)
    }

    @Test(arguments: [
        // OBX-14, OBR-7, MSH-7: the first that is given counts.
        ("20260615110000+0000", "20260615100000+0000", "2026-06-15T11:00:00Z"),
        ("", "20260615100000+0000", "2026-06-15T10:00:00Z"), ("", "", "2026-06-15T12:01:00Z"),
        ("\"\"", "20260615100000+0000", "2026-06-15T10:00:00Z"),
        ("20260615060000.25-0530", "", "2026-06-15T11:30:00.250Z"),
    ])
    func `OBX-14 comes before OBR-7 before MSH-7`(result: String, request: String, expected: String) throws {
        let mapped = HL7Mapping.utc.map(oru("OBR|1||||||\(request)", obx(time: result)), received: received)
        #expect(mapped.observations.map(\.key.effective) == [try instant(expected)])
        #expect(mapped.observations.map(\.issued) == [try instant("2026-06-15T12:01:00Z")])
    }

    @Test
    func `each OBX takes the time of its own OBR`() throws {
        let mapped = HL7Mapping.utc.map(
            oru(
                "OBR|1||||||20260615090000+0000", obx(time: ""), "OBR|2||||||20260615100000+0000", obx(time: "")),
            received: received)
        #expect(
            mapped.observations.map(\.key.effective) == [
                try instant("2026-06-15T09:00:00Z"), try instant("2026-06-15T10:00:00Z"),
            ])
    }

    @Test
    func `times without an offset are in the time zone of the site, times with one are not`() throws {
        // Clocks go forward at local 2026-03-29T02:00.
        let change = try instant("2026-03-29T02:00:00Z").millisecondsSince1970 / 1000
        let mapping = HL7Mapping { $0 < change ? 3600 : 7200 }
        func effective(_ time: String) -> Instant? {
            let message = oru(time: "20260615140100", obx(time: time))
            return mapping.map(message, received: received).observations.first?.key.effective
        }
        #expect(effective("20260329013000") == (try instant("2026-03-29T00:30:00Z")))
        #expect(effective("20260329033000") == (try instant("2026-03-29T01:30:00Z")))
        #expect(effective("20260329033000+0000") == (try instant("2026-03-29T03:30:00Z")))
        #expect(effective("20260615T120000") == (try instant("2026-06-15T10:00:00Z")))
    }

    @Test(arguments: [
        ("P", Observation.Status.preliminary, 96.0), ("F", .final, 96), ("R", .final, 96), ("U", .final, 96),
        ("", .final, 96), ("C", .corrected, 96), ("D", .enteredInError, 0), ("W", .enteredInError, 0),
    ])
    func `statuses that carry or retract a value become observations`(
        code: String, status: Observation.Status, value: Double
    ) {
        let observations = HL7Mapping.utc.map(oru(obx(status: code)), received: received).observations
        #expect(observations.map(\.status) == [status])
        #expect(observations.map(\.value) == [value])
    }

    @Test(arguments: ["D", "W"])
    func `a retraction needs neither value nor unit`(status: String) {
        let mapped = HL7Mapping.utc.map(oru(obx(value: "", unit: "", status: status)), received: received)
        #expect(mapped.observations.map(\.status) == [.enteredInError])
        #expect(mapped.quarantine.isEmpty)
    }

    @Test(arguments: ["X", "I", "O", "S", "N"])
    func `a result without a value says nothing, a value with such a status is quarantined`(status: String) {
        let silent = HL7Mapping.utc.map(oru(obx(value: "", status: status)), received: received)
        #expect(silent.observations.isEmpty && silent.quarantine.isEmpty)
        #expect(silent.verdict == .ignored)
        let loud = HL7Mapping.utc.map(oru(obx(status: status)), received: received)
        #expect(loud.observations.isEmpty)
        #expect(loud.quarantine.map(\.reason) == [.unknownStatus])
        #expect(loud.quarantine.map(\.place) == ["OBX-11"])
        #expect(loud.quarantine.map(\.found) == [status])
    }

    @Test
    func `sub-ids tell equal codes at the same time apart`() {
        let mapped = HL7Mapping.utc.map(
            oru(obx(code: "9279-1^^LN", subID: "1.1", value: "18"), obx(code: "9279-1^^LN", subID: "1.2", value: "30")),
            received: received)
        #expect(mapped.observations.map(\.key.subID) == ["1.1", "1.2"])
        #expect(mapped.observations.map(\.value) == [18, 30])
        #expect(Set(mapped.observations.map(\.key)).count == 2)
    }

    @Test(arguments: [
        "8867-4^Heart rate^LN", "147842^MDC_ECG_HEART_RATE^MDC^8867-4^Heart rate^LN", "^^^8867-4^^LN",
        "99999-9^unknown^LN^8867-4^Heart rate^LN",
    ])
    func `LOINC is read from OBX-3.1 and from OBX-3.4`(code: String) {
        #expect(HL7Mapping.utc.map(oru(obx(code: code)), received: received).observations.map(\.value) == [96])
    }

    @Test
    func `the code is kept as it arrived, also where the channel has another first code`() {
        // Noninvasive systolic pressure and oxygen saturation by blood gas both share a channel with a broader code.
        let mapped = HL7Mapping.utc.map(
            oru(
                obx(code: "76534-7^^LN", value: "120", unit: "mm[Hg]"),
                obx(code: "1^^MDC^2708-6^^LN", value: "97", unit: "%"), obx(code: "2708-6^^LN", status: "D")),
            received: received)
        #expect(
            mapped.observations.map(\.key.channel) == [.systolicBloodPressure, .oxygenSaturation, .oxygenSaturation])
        #expect(mapped.observations.map(\.code) == ["76534-7", "2708-6", "2708-6"])
    }

    @Test(arguments: [
        ("A", 0.0), ("C", 1), ("V", 2), ("P", 3), ("U", 4), ("Alert", 0), ("confusion", 1), ("Voice", 2), ("PAIN", 3),
        ("Unresponsive", 4), ("3", 3),
        // The answers of LOINC 67775-7 as NEMSIS uses them, and Confused (LA6560-2).
        ("LA9340-6^Alert^LN", 0), ("LA6560-2^Confused^LN", 1), ("LA17108-4^Verbal^LN", 2), ("LA17107-6^Painful^LN", 3),
        ("LA9343-0^Unresponsive^LN", 4),
    ])
    func `consciousness is read from letters, words, answer codes and numbers`(text: String, level: Double) {
        let mapped = HL7Mapping.utc.map(
            oru(obx(type: "CWE", code: "67775-7^^LN", value: text, unit: "")), received: received)
        #expect(mapped.observations.map(\.value) == [level])
    }

    @Test
    func `each patient of a message gets a delivery of its own, and one acknowledgement covers all`() throws {
        let message = oru(
            obx(value: "81"), "PID|2||4712^^^HOSP^PI|||19600101|M", "OBR|1", obx(value: "82"), "PID|3||4713",
            obx(value: "83"))
        let mapped = HL7Mapping.utc.map(message, received: received)
        #expect(mapped.verdict == .accepted)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == ["HOSP:4711", "HOSP:4712", "4713"])
        #expect(mapped.deliveries.map { $0.observations.map(\.value) } == [[81], [82], [83]])
        #expect(Set(mapped.deliveries.map(\.message.identity)).count == 3)
        #expect(mapped.deliveries.map(\.message.body) == [message, [], []])
    }

    @Test(arguments: [
        ("PID|1||^^^HOSP~null^^^HOSP~ ^^^HOSP~77^^^NHS&1.2&ISO^NH", "NHS:77"), ("PID|1|88", "88"),
        ("PID|1|88|77^^^A", "A:77"), ("PID|1||77", "77"),
    ])
    func `the first identifier that is one counts, with its authority`(segment: String, identifier: String) {
        let mapped = HL7Mapping.utc.map(oru(patient: segment, obx()), received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == [identifier])
    }

    @Test(arguments: [
        ("F", Sex.female), ("f", .female), ("M", .male), ("O", .other), ("A", .other), ("U", .unknown), ("", .unknown),
        ("F^Female", .female),
    ])
    func `administrative sex follows table 0001`(code: String, sex: Sex) {
        let mapped = HL7Mapping.utc.map(oru(patient: "PID|1||1|||||\(code)"), received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.sex) == [sex])
    }

    @Test
    func `a birth date without a day is not known`() {
        let mapped = HL7Mapping.utc.map(oru(patient: "PID|1||1||||1945"), received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.birthDate) == [nil])
    }

    @Test
    func `an ADT brings patient and stay without observations, and observations where it has them`() throws {
        let discharge = "PV1|1|I|W7^12^A" + String(repeating: "|", count: 41) + "20260610|20260615110000"
        let mapped = HL7Mapping.utc.map(oru(type: "ADT^A03", discharge), received: received)
        #expect(mapped.verdict == .accepted)
        #expect(mapped.observations.isEmpty && mapped.quarantine.isEmpty)
        let encounter = try #require(mapped.deliveries.first?.subject?.encounter)
        #expect(encounter.admitted == (try instant("2026-06-10T00:00:00Z")))
        #expect(encounter.discharged == (try instant("2026-06-15T11:00:00Z")))
        #expect(HL7Mapping.utc.map(oru(type: "ADT^A04", obx()), received: received).observations.count == 1)
    }

    @Test
    func `other delimiters and escapes are those of the message`() {
        let message =
            "MSH#*~\\&#M\\F\\N####20260615120100##ORU*R01#1#P#2.6\rPID#1##4711***HOSP\r"
            + "OBX#1#NM#8867-4*Heart*LN##96#/min#####F\r"
        let mapped = HL7Mapping.utc.map(Array(message.utf8), received: received)
        #expect(mapped.observations.map(\.value) == [96])
        #expect(mapped.observations.map(\.key.source) == ["M#N"])
    }

    @Test
    func `the same bytes have the same identity whenever they arrive, others another one`() {
        func identity(_ bytes: [UInt8], _ time: Instant) -> [[UInt8]] {
            HL7Mapping.utc.map(bytes, received: time).deliveries.map(\.message.identity)
        }
        let later = received.advanced(byHours: 1)
        #expect(identity(oru(obx()), received) == identity(oru(obx()), later))
        #expect(identity(oru(obx()), received) != identity(oru(obx(value: "97")), received))
        #expect(identity(Array("nonsense".utf8), received) == identity(Array("nonsense".utf8), later))
        #expect(identity(Array("nonsense".utf8), received) != identity(Array("Nonsense".utf8), later))
    }
}
