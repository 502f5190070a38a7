import ClinicalDomain
import Mapping
import Testing

/// Rows of single results.
struct CSVMappingTests {
    private static let header = "patient,code,value,unit,effective"

    /// The delivery of a row in line 3, behind the header and a blank line.
    private func map(_ row: String, header: String = header) throws -> Delivery {
        try #require(try CSVFileMapping.deliveries(header + "\n\n" + row + "\n").first)
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
        let observation = try #require(delivery.observations.first)
        #expect(
            observation.key
                == Observation.Key(channel: .heartRate, effective: time, source: "MON", code: "8867-4", subID: "2"))
        #expect(observation.value == 88 && observation.status == .corrected && observation.issued == time)
        #expect(observation.original.isEmpty && delivery.observations.count == 1)
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
        "4711,8867-4,88,/min", "4711,8867-4,88,/min,2026-11-23T01:02:03Z,x", "4711",
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
    }

    @Test
    func `cells beyond the header that hold nothing do no harm`() throws {
        #expect(try map("4711,8867-4,88,/min,2026-11-23T01:02:03Z,,").observations.map(\.value) == [88])
        #expect(try CSVFileMapping.deliveries(Self.header + "\n,,,,\n \t\n").isEmpty)
    }

    @Test(arguments: [
        (",8867-4,88,/min,2026-11-23T01:02:03Z", QuarantineEntry.Reason.missingPatient, "line 3, patient"),
        ("1,8867-4,high,/min,2026-11-23T01:02:03Z", .notNumeric, "line 3, value"),
        ("1,8867-4,NaN,/min,2026-11-23T01:02:03Z", .notNumeric, "line 3, value"),
        ("1,8867-4,Infinity,/min,2026-11-23T01:02:03Z", .notNumeric, "line 3, value"),
        ("1,8867-4,,/min,2026-11-23T01:02:03Z", .notNumeric, "line 3, value"),
        ("1,8867-4,900,/min,2026-11-23T01:02:03Z", .implausible, "line 3, value"),
        ("1,8867-4,88,,2026-11-23T01:02:03Z", .unknownUnit, "line 3, unit"),
        ("1,x,88,/min,2026-11-23T01:02:03Z", .unknownCode, "line 3, code"),
        ("1,8867-4,88,/min,23.11.2026", .invalidTime, "line 3, effective"),
        ("1,8867-4,88,/min,2026-11-23T01:02:03", .invalidTime, "line 3, effective"),
        ("1,8867-4,88,/min,", .invalidTime, "line 3, effective"),
    ])
    func `a bad cell is quarantined for its reason and place`(
        row: String, reason: QuarantineEntry.Reason, place: String
    ) throws {
        let delivery = try map(row)
        #expect(delivery.observations.isEmpty)
        #expect(delivery.quarantine.map(\.reason) == [reason])
        #expect(delivery.quarantine.map(\.place) == [place])
    }

    @Test(arguments: [
        ("36.800000000000004", ""), ("36.8", ""), ("36.80", "36.80 /min"), ("0.368e2", "0.368e2 /min"), ("88", ""),
    ])
    func `numbers keep their precision, and the text where it says more`(text: String, original: String) throws {
        let delivery = try map("1,8867-4,\(text),/min,2026-11-23T01:02:03Z")
        #expect(delivery.observations.map(\.value) == [try #require(Double(text))])
        #expect(delivery.observations.map(\.original) == [original])
    }

    @Test
    func `an identifier of digits stays text`() throws {
        let delivery = try map("0012345678901234567890,8867-4,88,/min,2026-11-23T01:02:03Z")
        #expect(delivery.subject?.patient.identifier == "0012345678901234567890")
    }

    @Test
    func `a code of another system is looked up in it`() throws {
        let row = "1,147842,88,/min,2026-11-23T01:02:03Z,MDC"
        let delivery = try map(row, header: Self.header + ",system")
        #expect(delivery.observations.map(\.key.channel) == [.heartRate])
        #expect(delivery.observations.map(\.code) == ["147842"])
        #expect(try map("1,147842,88,/min,2026-11-23T01:02:03Z").quarantine.map(\.reason) == [.unknownCode])
    }

    @Test(arguments: [
        ("patient,effective,pulse\n", FileFormatError.unknownColumn(name: "pulse", known: ObservationRecord.known)),
        ("patient,effective,patient\n", .duplicateColumn(name: "patient")),
        ("patient,value\n", .missingColumn(name: "effective")), ("effective\n", .missingColumn(name: "patient")),
        ("", .empty), ("\n \n", .empty), ("#wardwatch patient=MRN\n", .empty),
        ("patient|effective:x\n", .unknownColumn(name: "effective:x", known: ObservationRecord.known)),
    ])
    func `a header that is not understood is refused with what is wrong`(text: String, expected: FileFormatError) {
        #expect(throws: expected) { try CSVFileMapping.deliveries(text) }
        #expect(!expected.description.isEmpty && !expected.hint.isEmpty)
    }

    @Test(arguments: ["patient,\"effective\n", "patient,\"effective\"x\n", "pat\"ient,effective\n1,2\n"])
    func `a header with bad quoting is refused`(text: String) {
        #expect(throws: FileFormatError.self) { try CSVFileMapping.deliveries(text) }
    }

    @Test
    func `UTF-16 is refused by name`() {
        #expect(throws: FileFormatError.notText) { try CSVFileMapping.deliveries([0xFF, 0xFE, 0x70, 0, 0x0A, 0]) }
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

    @Test
    func `rows that were read well keep themselves alone, others with what stood above them`() throws {
        let good = "4711,8867-4,88,/min,2026-11-23T01:02:03Z"
        #expect(try map(good).message.body == Array(good.utf8))
        let bad = "4711,8867-4,88,bpmm,2026-11-23T01:02:03Z"
        #expect(
            String(decoding: try map(bad).message.body, as: UTF8.self)
                == "#wardwatch first-row=3\n\(Self.header)\n\(bad)")
    }
}

extension ObservationRecord {
    static let known = fieldNames.sorted()
}
