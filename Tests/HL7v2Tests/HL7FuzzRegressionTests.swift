import HL7v2
import Testing

/// What the fuzzer found (`Fuzzing/run`), as small as it could be made.
struct HL7FuzzRegressionTests {
    private let time = HL7Timestamp(millisecondsSince1970: 1_781_526_645_123)

    @Test(arguments: ["C7\u{1C}", "\u{0B}\u{1C}C7", "C\u{0B}7"])
    func `a framing byte in the header does not come back in the answer, which could not be framed`(
        controlID: String
    ) throws {
        let sent = try HL7Message(
            parsing: Array("MSH|^~\\&|A\u{0B}|B\u{1C}|||2026||ORU^R01|\(controlID)|P|2.5\r".utf8))
        let answer = Acknowledgment(.applicationAccept, to: sent, controlID: "A1", time: time)
        #expect(!answer.bytes.contains { $0 == 0x0B || $0 == 0x1C })
        let read = try HL7Message(parsing: answer.bytes)
        #expect(read["MSH-5"] == "A" && read["MSH-6"] == "B")
        #expect(read["MSA-2"] == "C7")
    }

    @Test
    func `a byte that would swallow a separator of MSH is none of the set that MSH-18 names`() throws {
        let bytes =
            Array("MSH|^~\\&|Caf".utf8) + [0xE9] + Array("|ICU|||2026||ORU^R01|C7|P|2.5||||||GB 18030-2000\r".utf8)
        let message = try HL7Message(parsing: bytes)
        #expect(message.sendingApplication == "Café")
        #expect(message.controlID == "C7")
        let answer = Acknowledgment(.applicationAccept, to: message, controlID: "A1", time: time)
        #expect(String(decoding: answer.bytes, as: UTF8.self).hasSuffix("\rMSA|AA|C7\r"))
    }
}
