import HL7v2
import Testing

struct HL7MessageBuilderTests {
    private let header = HL7Header(
        sendingApplication: "SIM", sendingFacility: ["WARD", "1.2.3", "ISO"],
        time: HL7Timestamp(millisecondsSince1970: 0), messageType: ["ORU", "R01", "ORU_R01"], controlID: "S|1")

    @Test
    func `a written message is read back`() throws {
        var builder = HL7MessageBuilder(header: header)
        builder.append(
            "PID", ["1", .empty, .repetitions([["1", .empty, .empty, "H"], ["2"]]), "", ["DÖE", "A&B"], .null])
        builder.append("PV1", ["1", "I", ["ICU", .empty, .subcomponents(["7", "x^y"]), .empty, .empty]])
        builder.append("OBX", ["1", "NM", ["8867-4", "Heart rate", "LN"], .empty, "96", "/min", .empty, .empty])
        builder.append("ZZZ", [])
        let bytes = try builder.encoded()
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "MSH|^~\\&|SIM|WARD^1.2.3^ISO|||19700101000000.000+0000||ORU^R01^ORU_R01|S\\F\\1|P|2.6||||||UNICODE UTF-8\r"
                + "PID|1||1^^^H~2||DÖE^A\\T\\B|\"\"\rPV1|1|I|ICU^^7&x\\S\\y\rOBX|1|NM|8867-4^Heart rate^LN||96|/min\rZZZ\r"
        )
        let message = try HL7Message(parsing: bytes)
        #expect(message.serialized() == bytes)
        #expect(message.controlID == "S|1")
        #expect(message["PID-5.2"] == "A&B")
        #expect(message["PV1-3.3.2"] == "x^y")
        #expect(message.segment("PID")?.field(6).isNull == true)
    }

    @Test
    func `a character that the set does not have is an error with its place`() throws {
        var latin = header
        latin.characterSet = .latin1
        var builder = HL7MessageBuilder(header: latin)
        builder.append("NTE", ["1"])
        builder.append("NTE", ["1", .empty, ["°C", "日"]])
        #expect(throws: HL7Error.unencodable(path: "NTE[2]-3", characterSet: "8859/1")) { try builder.encoded() }
    }

    @Test
    func `acknowledgement conditions are written`() throws {
        var enhanced = header
        enhanced.acceptCondition = "AL"
        enhanced.applicationCondition = "NE"
        let message = try HL7Message(parsing: try HL7MessageBuilder(header: enhanced).encoded())
        #expect(message.acknowledgmentMode.code(for: .accepted) == .commitAccept)
    }
}
