import ClinicalDomain
import Mapping
import Testing

struct HL7MappingStayTests {
    private func adt(
        _ trigger: String, event: String = "EVN||20260615110000+0000", patient: String = "PID|1||4711^^^HOSP^PI",
        visit: String = "PV1|1|I|W7^12^A||||||||||||||||V-17", _ more: String...
    ) throws -> Delivery {
        let segments = ([event, patient, visit] + more).filter { !$0.isEmpty }.joined(separator: "\r")
        let head = "MSH|^~\\&|ADT|H|EWS|H|20260615120100+0000||ADT^\(trigger)|C1|P|2.5\r"
        let mapped = HL7Mapping.utc.map(Array((head + segments + "\r").utf8), received: received)
        #expect(mapped.verdict == .accepted)
        return try #require(mapped.deliveries.first)
    }

    /// A PV1 with the fields that are given.
    private func visit(_ fields: [Int: String]) -> String {
        "PV1|" + (1...45).map { fields[$0] ?? "" }.joined(separator: "|")
    }

    @Test(arguments: [
        // HL7 v2.9, chapter 3: what each trigger event means.
        ("A01", StayEvent.admit), ("A02", .transfer), ("A03", .discharge), ("A04", .admit), ("A05", .preadmit),
        ("A06", .transfer), ("A07", .transfer), ("A08", .update), ("A11", .cancelAdmission), ("A12", .cancelTransfer),
        ("A13", .cancelDischarge), ("A28", .person), ("A31", .person),
    ])
    func `each event of ADT does to the stay what the standard says`(trigger: String, event: StayEvent) throws {
        let delivery = try adt(trigger)
        #expect(delivery.stayEvent == event)
        #expect(delivery.subject?.encounter.visitNumber == "V-17")
        #expect(delivery.subject?.encounter.unit == "W7")
        #expect(delivery.subject?.encounter.bed == "12-A")
    }

    @Test(arguments: [("I", StayEvent.update), ("E", .update), ("O", .person), ("R", .person), ("P", .person)])
    func `an update of an outpatient opens no stay`(patientClass: String, event: StayEvent) throws {
        #expect(try adt("A08", visit: visit([2: patientClass, 3: "OUH^ORT"])).stayEvent == event)
    }

    @Test(arguments: [
        ("EVN||20260615110000+0000||||20260615103000+0000", "2026-06-15T10:30:00Z"),
        ("EVN||20260615110000+0000", "2026-06-15T11:00:00Z"), ("EVN|A02", "2026-06-15T12:01:00Z"),
        ("", "2026-06-15T12:01:00Z"), ("EVN||soon||||20260615103000+0000", "2026-06-15T10:30:00Z"),
    ])
    func `an event happened at EVN-6, else EVN-2, else MSH-7`(segment: String, time: String) throws {
        #expect(try adt("A02", event: segment).eventTime == (try instant(time)))
    }

    @Test(arguments: ["A11", "A12", "A13"])
    func `a cancellation happened when it was recorded, not when what it cancels happened`(trigger: String) throws {
        let delivery = try adt(trigger, event: "EVN||20260615110000+0000||||20260610103000+0000")
        #expect(delivery.eventTime == (try instant("2026-06-15T11:00:00Z")))
    }

    @Test
    func `an event, an admission or a discharge that has not come yet is not believed`() throws {
        let future = visit([2: "I", 3: "W7", 44: "20990101", 45: "20990101"])
        let delivery = try adt("A03", event: "EVN||20990101", visit: future)
        #expect(delivery.eventTime == (try instant("2026-06-15T12:01:00Z")))
        #expect(delivery.subject?.encounter.discharged == nil)
        #expect(delivery.subject?.encounter.admitted == nil)
        #expect(delivery.quarantine.map(\.place) == ["PV1-45", "PV1-44"])
    }

    @Test
    func `an admission time that every event rewrites is believed of the admission alone`() throws {
        let rewritten = visit([2: "I", 3: "LUN", 44: "20260615110000+0000"])
        #expect(try adt("A01", visit: rewritten).subject?.encounter.admitted == (try instant("2026-06-15T11:00:00Z")))
        for trigger in ["A02", "A03", "A08"] {
            #expect(try adt(trigger, visit: rewritten).subject?.encounter.admitted == nil)
        }
        let true44 = visit([2: "I", 3: "LUN", 44: "20260610080000+0000"])
        #expect(try adt("A02", visit: true44).subject?.encounter.admitted == (try instant("2026-06-10T08:00:00Z")))
        #expect(try adt("A01").subject?.encounter.admitted == (try instant("2026-06-15T11:00:00Z")))
    }

    @Test(arguments: [
        ("|||||||||||||||||||||||20260614230000+0000|Y", "2026-06-14T23:00:00Z"),
        ("||||||||||||||||||||||||Y", "2026-06-15T11:00:00Z"),
    ])
    func `PID-29 and PID-30 tell of a death`(rest: String, time: String) throws {
        let delivery = try adt("A08", patient: "PID|1||4711^^^HOSP^PI|||" + rest)
        #expect(delivery.outcomes == [OutcomeEvent(name: "death", at: try instant(time))])
    }

    @Test(arguments: [("20", true), ("41", true), ("01", false), ("", false)])
    func `a discharge disposition of table 0112 tells of a death`(disposition: String, died: Bool) throws {
        let left = visit([2: "I", 3: "W7", 36: disposition, 45: "20260615093000+0000"])
        let delivery = try adt("A03", visit: left)
        #expect(delivery.outcomes.map(\.name) == (died ? ["death"] : []))
        #expect(delivery.outcomes.map(\.at) == (died ? [try instant("2026-06-15T09:30:00Z")] : []))
        #expect(delivery.subject?.encounter.discharged == (try instant("2026-06-15T09:30:00Z")))
    }

    @Test
    func `a site's rule tells of an outcome`() throws {
        let rule = OutcomeRule(outcome: "cardiac-arrest", events: ["A08"], path: "PV2-3.1", values: ["Arrest"])
        let mapping = HL7Mapping(outcomeRules: [rule]) { _ in 0 }
        func outcomes(_ type: String, _ reason: String) -> [String] {
            mapping.map(oru(type: type, "PV1|1|I|W7", "PV2|||\(reason)"), received: received).deliveries
                .flatMap(\.outcomes).map(\.name)
        }
        #expect(outcomes("ADT^A08", "ARREST^call 2222") == ["cardiac-arrest"])
        #expect(outcomes("ADT^A08", "COPD") == [])
        #expect(outcomes("ADT^A02", "ARREST") == [])
    }

    @Test
    func `a merge names the patient that stays and those that are given up, pair by pair`() throws {
        let pairs = oru(
            type: "ADT^A40^ADT_A39", patient: "PID|||MR1^^^XYZ^MR", "MRG|MR2^^^XYZ", "PID|||MR3^^^XYZ",
            "MRG|MR4^^^XYZ^MR")
        let mapped = HL7Mapping.utc.map(pairs, received: received)
        #expect(mapped.verdict == .accepted)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == ["XYZ:MR1", "XYZ:MR3"])
        #expect(mapped.deliveries.map { $0.merges.map(\.priorIdentifier) } == [["XYZ:MR2"], ["XYZ:MR4"]])
        #expect(mapped.deliveries.allSatisfy { $0.stayEvent == .merge })
    }

    @Test
    func `the literal null of two patients makes them no one patient`() {
        let mapped = HL7Mapping.utc.map(
            oru(
                type: "ADT^A40", patient: "PID|1||2155600^^^^PI~null^^^FMP^PN", "MRG|2155590^^^^PI~null^^^FMP^PN"),
            received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == ["2155600"])
        #expect(mapped.deliveries.flatMap(\.merges) == [PatientMerge(priorIdentifier: "2155590")])
    }

    @Test(arguments: [
        ("PID|1|^^^^PAS||1001", "1001"), ("PID|1||^^^^PAS|1001", "1001"), ("PID|||^^^^I15012600283", "I15012600283"),
        ("PID||| 12345 ^^^ Philips ^MR", "Philips:12345"), ("PID|1||~^^^^TEAM~9^^^X", "X:9"),
    ])
    func `identifiers are found where senders put them`(segment: String, identifier: String) throws {
        let mapped = HL7Mapping.utc.map(oru(patient: segment, obx()), received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == [identifier])
    }

    @Test
    func `a name in PID-4 is no identifier`() {
        let mapped = HL7Mapping.utc.map(
            oru(patient: "PID|||^^^Hospital^PI|JOHN SMITH", "PV1||I|ICU^^5^XYZ", obx()), received: received)
        #expect(mapped.deliveries.map(\.subject?.patient.identifier) == [nil])
        #expect(mapped.deliveries.map(\.bed) == [BedLocation(unit: "ICU", bed: "5")])
        #expect(mapped.verdict == .accepted)
        #expect(mapped.observations.count == 1)
    }

    @Test(arguments: [
        ("ICU^^&24", "ICU", "24"), ("^^&24", "", "24"), ("8-3600^^8-3604&4&1", "8-3600", "8-3604"),
        ("^^BED-001^192.168.1.2:1", "", "BED-001"), ("MED^501^08^HOSPITAL", "MED", "501-08"),
    ])
    func `the bed is read where devices put it`(location: String, unit: String, bed: String) {
        let mapped = HL7Mapping.utc.map(oru(patient: "PID||||||||O", "PV1||I|\(location)", obx()), received: received)
        #expect(mapped.deliveries.map(\.bed) == [BedLocation(unit: unit, bed: bed)])
    }

    @Test
    func `a device without patient and bed is told so`() {
        let mapped = HL7Mapping.utc.map(oru(patient: "PID|", "PV1||I|Monitor|", obx()), received: received)
        #expect(mapped.verdictName == "faulty")
        #expect(mapped.quarantine.map(\.reason) == [.missingPatient])
    }

    @Test(arguments: ["ABC^V-9", "V-9", " V-9 ", "^^^^V-9", "V-9&X"])
    func `the visit number is found where senders put it`(field: String) throws {
        let expected = field.hasPrefix("ABC") ? "ABC" : "V-9"
        #expect(try adt("A01", visit: visit([2: "I", 19: field])).subject?.encounter.visitNumber == expected)
    }
}
