import HL7v2
import Testing

struct HL7MessageTests {
    static let sample =
        "MSH|^~\\&|MON|ICU|WW|H|20260615120000+0200||ORU^R01^ORU_R01|C7|P|2.6|||AL|NE||UNICODE UTF-8\r"
        + "PID|1||123^^^HOSP&1.2.3&ISO^PI~456^^^OTHER^MR||DOE^JOHN||\"\"|M\rPV1|1|I|ICU^^7\r"
        + "OBR|1\rOBX|1|NM|8867-4^Heart rate^LN||96|/min|||||F\rOBX|2|NM|9279-1^^LN||22|/min|||||F\r"
        + "OBR|2\rOBX|1|NM|8310-5^^LN||38,4|Cel|||||F\r"

    @Test
    func `values are reached by path and by hand`() throws {
        let message = try HL7Message(parsing: Array(Self.sample.utf8))
        #expect(message["PID-3.1"] == "123")
        #expect(message["PID-3[2].1"] == "456")
        #expect(message["PID-3[2].4"] == "OTHER")
        #expect(message["PID-3.4.2"] == "1.2.3")
        #expect(message["OBX[2]-5.1"] == "22")
        #expect(message["OBX[3]-3.1"] == "8310-5")
        #expect(message["OBX[4]-3.1"] == nil)
        #expect(message["ZZZ-1"] == nil)
        #expect(message["PID"] == nil)
        #expect(message["MSH-1"] == "|")
        #expect(message["MSH-2"] == "^~\\&")
        #expect(message["MSH-2.1"] == "^~\\&")
        #expect(message["MSH-3"] == "MON")
        #expect(message["MSH-9.3"] == "ORU_R01")
        #expect(message.segment("OBX", occurrence: 2)?.field(5).component(1).text == "22")
        #expect(message.element(at: "PID-3")?.firstText == "123")
        #expect(message.element(at: "PID-3.4")?.firstText == "HOSP")
        #expect(message.header.fieldCount == 18)
    }

    @Test
    func `the header is easily read`() throws {
        let message = try HL7Message(parsing: Array(Self.sample.utf8))
        #expect(message.messageType == "ORU^R01")
        #expect(message.sendingApplication == "MON")
        #expect(message.sendingFacility == "ICU")
        #expect(message.controlID == "C7")
        #expect(message.processingID == "P")
        #expect(message.version == "2.6")
        #expect(try message.time()?.utcOffsetSeconds == 7_200)
        #expect(message.identity.controlID == Array("C7".utf8))
        #expect(message.identity.time == Array("20260615120000+0200".utf8))
    }

    @Test
    func `empty, null and a value are three things`() throws {
        let message = try HL7Message(parsing: Array(Self.sample.utf8))
        let pid = try #require(message.segment("PID"))
        #expect(pid.field(7).isNull && !pid.field(7).isEmpty && pid.field(7).text == nil)
        #expect(pid.field(6).isEmpty && !pid.field(6).isNull && pid.field(6).text == nil)
        #expect(pid.field(8).text == "M")
        #expect(pid.field(99).isEmpty && pid.field(0).isEmpty && pid.field(-1).isEmpty)
        #expect(pid.field(3).component(9).isEmpty && pid.field(3).repetition(3).isEmpty)
        #expect(pid.field(7).verbatimText == "\"\"")
    }

    @Test
    func `observations stand under their order`() throws {
        let message = try HL7Message(parsing: Array(Self.sample.utf8))
        #expect(message.observationGroups.map { $0.observations.map(\.occurrence) } == [[1, 2], [3]])
        #expect(message.observationGroups.map { $0.request?.field(1).text } == ["1", "2"])
        #expect(message.patientGroups.count == 1)
        #expect(message.patientGroups[0].visit?.field(3).component(3).text == "7")
    }

    @Test
    func `observations of two patients are kept apart`() throws {
        let text = "MSH|^~\\&|||||||ORU^R01|1|P|2.6\rOBX|0\rPID|1\rOBR|1\rOBX|1\rPID|2\rOBX|2\rOBR|2\rOBR|3\rOBX|3\r"
        let message = try HL7Message(parsing: Array(text.utf8))
        #expect(message.patientGroups.map { $0.patient?.field(1).text } == [nil, "1", "2"])
        let groups = message.patientGroups.map {
            $0.observationGroups.map { $0.observations.compactMap { $0.field(1).text } }
        }
        #expect(groups == [[["0"]], [["1"]], [["2"], [], ["3"]]])
        #expect(message.observationGroups.map { $0.request?.field(1).text } == [nil, "1", nil, "2", "3"])
    }

    @Test(arguments: ["\r", "\n", "\r\n", "\r\r\n"])
    func `every line end is understood`(end: String) throws {
        let text = ["MSH|^~\\&|||||||ADT^A01|1|P|2.5", "PID|1||9", "", "PV1|1|I"].joined(separator: end)
        let message = try HL7Message(parsing: Array(text.utf8))
        #expect(message.segments.map(\.name) == ["MSH", "PID", "PV1"])
        #expect(message["PV1-2"] == "I")
        let offset = message.segments[2].byteOffset
        #expect(message.bytes[offset...].starts(with: "PV1".utf8))
    }

    @Test
    func `white space, a byte order mark and NULs around a message do not matter`() throws {
        let bytes = [0xEF, 0xBB, 0xBF, 0x0A, 0x20] + Array("MSH|^~\\&|||||||ADT^A01|1|P|2.5\rPID|1\r\0\0\r \n".utf8)
        let message = try HL7Message(parsing: bytes)
        #expect(message.segments.map(\.name) == ["MSH", "PID"])
        #expect(message.header.byteOffset == 5)
    }

    @Test(arguments: [
        ("^~", nil as UInt8?, nil as UInt8?), ("^~\\", 0x5C, nil), ("^~\\&", 0x5C, 0x26), ("^~\\&#", 0x5C, 0x26),
    ])
    func `MSH-2 may leave out what the sender does not use`(encoding: String, escape: UInt8?, subcomponent: UInt8?)
        throws
    {
        let message = try HL7Message(parsing: Array("MSH|\(encoding)|||||||ADT^A01|1|P|2.5\rPID|1||a&b~c\r".utf8))
        #expect(message.delimiters.escape == escape)
        #expect(message.delimiters.subcomponent == subcomponent)
        #expect(message["PID-3.1.1"] == (subcomponent == nil ? "a&b" : "a"))
    }

    @Test(arguments: [
        ("", "the message is empty"), ("\r\n \0", "the message is empty"),
        ("GET / HTTP/1.1", "not an HL7 message: byte 0 begins 47 45 54 20 2F 20 48 54 instead of 4D 53 48 (MSH)"),
        ("PID|1", "not an HL7 message: byte 0 begins 50 49 44 7C 31 instead of 4D 53 48 (MSH)"),
        ("MSH", "MSH at byte 0 ends with MSH-0, before the message type in MSH-9"),
        ("MSH|", "MSH-1 and MSH-2 at byte 3 are no distinct delimiters: 7C"),
        ("MSH|^~\\&", "MSH at byte 0 ends with MSH-2, before the message type in MSH-9"),
        ("MSH|^~\\&|a|b", "MSH at byte 0 ends with MSH-4, before the message type in MSH-9"),
        ("MSH|^^\\&|||||||ADT", "MSH-1 and MSH-2 at byte 3 are no distinct delimiters: 7C 5E 5E 5C 26 7C 7C 7C"),
        ("MSHA^~\\&A", "MSH-1 and MSH-2 at byte 3 are no distinct delimiters: 41 5E 7E 5C 26 41"),
        ("MSH|^~\\&|||||||ADT\rPIDX|1", "segment 1 at byte 19 has no valid name: it begins like \"AAAA|9\""),
        ("MSH|^~\\&|||||||ADT\rpid|1", "segment 1 at byte 19 has no valid name: it begins like \"aaa|9\""),
        ("MSH|^~\\&|||||||ADT\rPID^1", "segment 1 at byte 19 has no valid name: it begins like \"AAA^9\""),
        ("MSH|^~\\&|||||||ADT\rPID\rMSH|^~\\&|||||||ADT", "segment 2 at byte 23 is a second MSH"),
        ("BHS|^~\\&|", "a batch (BHS at byte 0) where a single message was expected"),
    ])
    func `a fault is named with its place`(text: String, expected: String) throws {
        let error = try #require(throws: HL7Error.self) { try HL7Message(parsing: Array(text.utf8)) }
        #expect("\(error)" == expected)
        #expect(!error.hint.isEmpty && !error.isRetryable)
    }

    @Test
    func `limits are kept`() throws {
        let bytes = Array("MSH|^~\\&|||||||ADT^A01|1|P|2.5\rPID|1\rPV1|1|2|3|4|5|6|7|8|9|10|11|12|13\r".utf8)
        #expect(throws: HL7Error.limitExceeded(.bytes, limit: 9, byteOffset: 9)) {
            try HL7Message(parsing: bytes, limits: HL7Limits(bytes: 9, segments: 9, fieldsPerSegment: 99))
        }
        #expect(throws: HL7Error.limitExceeded(.segments, limit: 2, byteOffset: 37)) {
            try HL7Message(parsing: bytes, limits: HL7Limits(bytes: 999, segments: 2, fieldsPerSegment: 99))
        }
        #expect(throws: HL7Error.limitExceeded(.fields, limit: 13, byteOffset: 37)) {
            try HL7Message(parsing: bytes, limits: HL7Limits(bytes: 999, segments: 9, fieldsPerSegment: 13))
        }
        let megabyte = Array("MSH|^~\\&|".utf8) + [UInt8](repeating: 0x7C, count: 1 << 20)
        #expect(throws: HL7Error.self) { try HL7Message(parsing: megabyte) }
    }

    @Test
    func `a JIS name with bytes that look like delimiters stays one field`() throws {
        // ESC $ B, two-byte characters with | ^ ~ \ as bytes, ESC ( B
        let name: [UInt8] = [0x1B, 0x24, 0x42, 0x30, 0x7C, 0x5E, 0x3B, 0x7E, 0x33, 0x5C, 0x26, 0x1B, 0x28, 0x42]
        let head = "MSH|^~\\&|||||||ADT^A01|1|P|2.5||||||ASCII~ISO IR87\rPID|1||9||"
        let message = try HL7Message(parsing: Array(head.utf8) + name + Array("^X||19800101\r".utf8))
        let pid = try #require(message.segment("PID"))
        #expect(Array(pid.field(5).component(1).bytes) == name)
        #expect(pid.field(5).component(2).text == "X")
        #expect(pid.field(7).text == "19800101")
    }

    @Test
    func `a GB 18030 character whose second byte is a delimiter stays one character`() throws {
        let head = "MSH|^~\\&|||||||ADT^A01|1|P|2.5||||||GB 18030-2000\rPID|1||9||"
        let message = try HL7Message(
            parsing: Array(head.utf8) + [0x81, 0x7C, 0x82, 0x5E, 0x5E, 0x41, 0x7C, 0x42, 0x0D])
        let pid = try #require(message.segment("PID"))
        #expect(Array(pid.field(5).component(1).bytes) == [0x81, 0x7C, 0x82, 0x5E])
        #expect(pid.field(6).text == "B")
    }
}
