import ClinicalDomain
import Mapping
import Testing

struct CSVMappingTests {
    private static let header = "patient,code,value,unit,effective"

    private func map(_ row: String, header: String = header) throws -> Delivery {
        try CSVMapping(headerLine: header).map(row: row, number: 3, received: readFromFile)
    }

    @Test
    func `a row becomes an observation in every detail`() throws {
        let delivery = try map(
            "4711,8867-4,88,/min,2026-11-23T01:02:03Z,corrected,MON,2,W7",
            header: Self.header + ",status,source,subID,unitOfCare")
        #expect(delivery.quarantine.isEmpty)
        #expect(delivery.subject?.patient.identifier == "4711")
        #expect(delivery.subject?.encounter.unit == "W7")
        let time = try instant("2026-11-23T01:02:03Z")
        #expect(
            delivery.observations == [
                Observation(
                    key: Observation.Key(channel: .heartRate, effective: time, source: "MON", subID: "2"),
                    code: "8867-4", value: 88, status: .corrected, issued: time)
            ])
    }

    @Test
    func `the order of columns is free, and a byte order mark and spaces in the header do no harm`() throws {
        for header in ["effective, unit ,value,code,patient", "\u{FEFF}effective,unit,value,code,patient"] {
            let delivery = try map("2026-11-23T01:02:03Z,/min,88,8867-4,4711", header: header)
            #expect(delivery.observations.map(\.value) == [88])
        }
    }

    @Test
    func `cells in quotes may hold commas and doubled quotes`() throws {
        let delivery = try map("\"a \"\"b\"\", c\",\"8867-4\",88,\"/min\",2026-11-23T01:02:03Z")
        #expect(delivery.subject?.patient.identifier == "a \"b\", c")
        #expect(delivery.observations.map(\.value) == [88])
        #expect(try map("\"\",8867-4,88,/min,2026-11-23T01:02:03Z").quarantine.map(\.reason) == [.missingPatient])
    }

    @Test(arguments: [
        "4711,8867-4,88,/min", "4711,8867-4,88,/min,2026-11-23T01:02:03Z,", "", "4711",
        "\"4711,8867-4,88,/min,2026-11-23T01:02:03Z", "4711,8867-4,88,/min,\"2026-11-23T01:02:03Z",
        "47\"11\",8867-4,88,/min,2026-11-23T01:02:03Z", "\"47\"11,8867-4,88,/min,2026-11-23T01:02:03Z",
        "4711,8867-4,88,/min,2026-11-23T01:02:03Z\"",
    ])
    func `a row with too few or too many cells or with bad quoting is quarantined whole`(row: String) throws {
        let delivery = try map(row)
        #expect(delivery.subject == nil && delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [.unparseable])
        #expect(delivery.quarantine.map(\.place) == ["line 3"])
        #expect(delivery.quarantine.map(\.found) == [row])
        #expect(delivery.message.body == Array(row.utf8))
    }

    @Test(arguments: [
        (",8867-4,88,/min,2026-11-23T01:02:03Z", QuarantineEntry.Reason.missingPatient),
        ("1,8867-4,NaN,/min,2026-11-23T01:02:03Z", .notNumeric),
        ("1,8867-4,Infinity,/min,2026-11-23T01:02:03Z", .notNumeric),
        ("1,8867-4,,/min,2026-11-23T01:02:03Z", .notNumeric), ("1,8867-4,900,/min,2026-11-23T01:02:03Z", .implausible),
        ("1,8867-4,88,,2026-11-23T01:02:03Z", .unknownUnit), ("1,x,88,/min,2026-11-23T01:02:03Z", .unknownCode),
        ("1,8867-4,88,/min,23.11.2026", .invalidTime), ("1,8867-4,88,/min,", .invalidTime),
    ])
    func `a bad cell is quarantined for its reason`(row: String, reason: QuarantineEntry.Reason) throws {
        let delivery = try map(row)
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [reason])
    }

    @Test(arguments: ["36.800000000000004", "36.8", "0.1e2", "36.80"])
    func `numbers keep their precision`(text: String) throws {
        let delivery = try map("1,8867-4,\(text),/min,2026-11-23T01:02:03Z")
        #expect(delivery.observations.map(\.value) == [try #require(Double(text))])
    }

    @Test
    func `an identifier of digits stays text`() throws {
        let delivery = try map("0012345678901234567890,8867-4,88,/min,2026-11-23T01:02:03Z")
        #expect(delivery.subject?.patient.identifier == "0012345678901234567890")
    }

    @Test(arguments: [
        (
            "patient,effective,pulse",
            FileFormatError.unknownColumn(name: "pulse", known: ObservationRecord.fieldNames.sorted())
        ),
        ("patient,effective,patient", .duplicateColumn(name: "patient")),
        ("patient,value", .missingColumn(name: "effective")),
        ("effective", .missingColumn(name: "patient")),
        ("", .unknownColumn(name: "", known: ObservationRecord.fieldNames.sorted())),
        ("patient;effective", .unknownColumn(name: "patient;effective", known: ObservationRecord.fieldNames.sorted())),
    ])
    func `a header that is not understood is refused with what is wrong`(header: String, expected: FileFormatError) {
        #expect(throws: expected) { try CSVMapping(headerLine: header) }
        #expect(!expected.description.isEmpty && !expected.hint.isEmpty)
    }

    @Test
    func `a header with bad quoting is refused`() {
        #expect(throws: FileFormatError.self) { try CSVMapping(headerLine: "patient,\"effective") }
    }

    @Test
    func `equal rows under equal headers have one identity, others another`() throws {
        let row = "4711,8867-4,88,/min,2026-11-23T01:02:03Z"
        #expect(try map(row).message.identity == map(row).message.identity)
        #expect(try map(row).message.identity != map(row + " ").message.identity)
        #expect(
            try map("1,2026-11-23", header: "patient,effective").message.identity
                != map("1,2026-11-23", header: "effective,patient").message.identity)
    }
}
