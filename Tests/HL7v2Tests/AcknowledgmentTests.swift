import HL7v2
import Testing

struct AcknowledgmentTests {
    private let time = HL7Timestamp(millisecondsSince1970: 1_781_526_645_123)

    private func message(_ text: String) throws -> HL7Message { try HL7Message(parsing: Array(text.utf8)) }

    private func text(_ acknowledgment: Acknowledgment) -> String {
        String(decoding: acknowledgment.bytes, as: UTF8.self)
    }

    @Test
    func `an accept swaps the parties and repeats the control id`() throws {
        let sent = try message(
            "MSH|^~\\&|MON^1.2^ISO|ICU|WW|H|20260615||ORU^R01^ORU_R01|C7 \\T\\é|P^T|2.6|||AL|AL||UNICODE UTF-8\r")
        #expect(
            text(Acknowledgment(.applicationAccept, to: sent, controlID: "A1", time: time))
                == "MSH|^~\\&|WW|H|MON^1.2^ISO|ICU|20260615123045.123+0000||ACK^R01^ACK|A1|P^T|2.6||||||UNICODE UTF-8\r"
                + "MSA|AA|C7 \\T\\é\r")
    }

    @Test(arguments: AcknowledgmentCode.allCases)
    func `MSA-1 is the code`(code: AcknowledgmentCode) throws {
        let sent = try message("MSH|^~\\&|||||||ORU^R01|1|P|2.6\r")
        let answer = try HL7Message(parsing: Acknowledgment(code, to: sent, controlID: "A1", time: time).bytes)
        #expect(answer["MSA-1"] == code.rawValue)
        #expect(answer["MSA-2"] == "1")
        #expect(answer.messageType == "ACK^R01")
        #expect(code.isPositive == code.rawValue.hasSuffix("A"))
    }

    @Test
    func `the delimiters and bytes of the sender are kept`() throws {
        var bytes = Array("MSH#!@%*#S!x#F#R#G#2026##ADT!A01#".utf8)
        bytes += [0xB0, 0x41] + Array("#P#2.5######8859/1\r".utf8)
        let sent = try HL7Message(parsing: bytes)
        let answer = try HL7Message(
            parsing: Acknowledgment(
                .applicationError, to: sent, controlID: "A#1", time: time,
                errors: [AcknowledgmentError(.dataTypeError, location: "OBX[2]-5.1", message: "not a number: a#b!c")]
            ).bytes)
        #expect(answer.delimiters == sent.delimiters)
        #expect(Array(answer.segments[1].field(2).bytes) == [0xB0, 0x41])
        #expect(answer.controlID == "A#1")
        #expect(answer["MSH-5.2"] == "x")
        #expect(answer["MSH-18"] == "8859/1")
        #expect(answer["ERR-2.1"] == "OBX" && answer["ERR-2.2"] == "2" && answer["ERR-2.3"] == "5")
        #expect(answer["ERR-3.1"] == "102" && answer["ERR-3.3"] == "HL70357")
        #expect(answer["ERR-4"] == "E")
        #expect(answer["ERR-8"] == "not a number: a#b!c")
    }

    @Test
    func `each fault has its ERR`() throws {
        let sent = try message("MSH|^~\\&|||||||ORU^R01|1|P|2.5.1\r")
        let errors = [
            AcknowledgmentError(.requiredFieldMissing, location: "PID-3"),
            AcknowledgmentError(.tableValueNotFound, severity: .warning, message: "unit unknown"),
        ]
        let answer = Acknowledgment(.applicationError, to: sent, controlID: "A1", time: time, errors: errors)
        #expect(
            text(answer).hasSuffix(
                "MSA|AE|1\rERR||PID^1^3|101^Required field missing^HL70357|E||||Required field missing\r"
                    + "ERR|||103^Table value not found^HL70357|W||||unit unknown\r"))
    }

    @Test(arguments: ["2.1", "2.2", "2.3", "2.3.1", "2.4"])
    func `before version 2.5 the fault is in ERR-1 and MSA-3`(version: String) throws {
        let sent = try message("MSH|^~\\&|||||||ORU^R01|1|P|\(version)\r")
        let answer = Acknowledgment(
            .applicationError, to: sent, controlID: "A1", time: time,
            errors: [AcknowledgmentError(.dataTypeError, location: "OBX[2]-5.1", message: "not a number")])
        #expect(
            text(answer).hasSuffix(
                "|\(version)\rMSA|AE|1|not a number\rERR|OBX^2^5^102&Data type error&HL70357\r"))
    }

    @Test
    func `a message without trigger, control id or version is answered too`() throws {
        let answer = Acknowledgment(
            .applicationReject, to: try message("MSH|^~\\&|||||||ORU\r"), controlID: "A1", time: time)
        #expect(text(answer) == "MSH|^~\\&|||||20260615123045.123+0000||ACK|A1|P|2.5\rMSA|AR|\r")
    }

    @Test
    func `bytes that are not HL7 are rejected with defaults`() throws {
        let bytes = Array("GET / HTTP/1.1".utf8)
        let error = try #require(throws: HL7Error.self) { try HL7Message(parsing: bytes) }
        let answer = try HL7Message(
            parsing: Acknowledgment(toUnreadable: bytes, because: error, controlID: "A1", time: time).bytes)
        #expect(answer["MSA-1"] == "AR" && answer["MSA-2"] == nil)
        #expect(answer["ERR-3.1"] == "100")
        #expect(answer["ERR-8"] == "\(error). \(error.hint)")
    }

    @Test
    func `a message broken after its header is answered with that header`() throws {
        let bytes = Array("MSH|^~\\&|MON|ICU|||||ORU^R01|C9|P|2.6\rPIDX|12345\r".utf8)
        let error = try #require(throws: HL7Error.self) { try HL7Message(parsing: bytes) }
        let answer = Acknowledgment(.applicationError, toUnreadable: bytes, because: error, controlID: "A1", time: time)
        let read = try HL7Message(parsing: answer.bytes)
        #expect(read["MSA-1"] == "AE" && read["MSA-2"] == "C9" && read["MSH-5"] == "MON")
        #expect(!text(answer).contains("12345"))
    }

    @Test
    func `a sender without escape character is answered without delimiters in the text`() throws {
        let sent = try message("MSH|^~|||||||ORU^R01|C9|P|2.6\r")
        let answer = try HL7Message(
            parsing: Acknowledgment(
                .applicationError, to: sent, controlID: "A1", time: time,
                errors: [AcknowledgmentError(.dataTypeError, message: "a|b^c é")]
            ).bytes)
        #expect(answer["ERR-8"] == "a?b?c ?")
    }

    @Test(
        arguments: [
            (nil, nil, AcknowledgmentCode.applicationAccept, AcknowledgmentCode.applicationReject),
            ("AL", "NE", .commitAccept, .commitReject), ("AL", nil, .commitAccept, .commitReject),
            ("NE", "AL", .applicationAccept, .applicationReject), ("AL", "AL", .applicationAccept, .applicationReject),
            ("NE", "NE", nil, nil), ("ER", "NE", nil, .commitReject), ("SU", "NE", .commitAccept, nil),
            ("AL", "ER", .commitAccept, .applicationReject), ("NE", nil, nil, nil),
            ("??", nil, .commitAccept, .commitReject),
        ] as [(String?, String?, AcknowledgmentCode?, AcknowledgmentCode?)])
    func `MSH-15 and MSH-16 choose the answer`(
        accept: String?, application: String?, good: AcknowledgmentCode?, bad: AcknowledgmentCode?
    ) throws {
        let sent = try message("MSH|^~\\&|||||||ORU^R01|1|P|2.6|||\(accept ?? "")|\(application ?? "")\r")
        #expect(sent.acknowledgmentMode.code(for: .accepted) == good)
        #expect(sent.acknowledgmentMode.code(for: .rejected) == bad)
    }
}
