import HL7v2
import Testing

struct ISO2022JPTests {
    private let head = "MSH|^~\\&|||||||ADT^A01|1|P|2.5||||||ASCII~ISO IR87\rPID|1||9||"

    @Test(arguments: [
        // RFC 1468; the bytes are those of Python's codec iso2022_jp.
        ([0x1B, 0x24, 0x42, 0x3B, 0x33, 0x45, 0x44, 0x1B, 0x28, 0x42] as [UInt8], "山田"),
        (Array("X ".utf8) + [0x1B, 0x24, 0x42, 0x42, 0x40, 0x4F, 0x3A, 0x1B, 0x28, 0x42] + Array(" Y".utf8), "X 太郎 Y"),
        (Array("YAMADA".utf8), "YAMADA"),
    ])
    func `Japanese text is read where MSH-18 declares it`(bytes: [UInt8], text: String) throws {
        let message = try HL7Message(parsing: Array(head.utf8) + bytes + Array("^X\r".utf8))
        #expect(message["PID-5.1"] == text)
        #expect(message["PID-5.2"] == "X")
    }

    @Test
    func `bytes that are not Japanese after all stay readable`() throws {
        let message = try HL7Message(
            parsing: Array(head.utf8) + [0x1B, 0x24, 0x42, 0x20, 0x1B, 0x28, 0x42, 0xFF] + Array("\r".utf8))
        #expect(message["PID-5.1"]?.hasSuffix("ÿ") == true)
    }
}
