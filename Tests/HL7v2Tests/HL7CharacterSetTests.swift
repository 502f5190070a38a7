import HL7v2
import Testing

struct HL7CharacterSetTests {
    @Test(arguments: [
        ("", HL7CharacterSet.unspecified), ("ASCII", .ascii), ("UNICODE UTF-8", .utf8), ("unicode utf-8", .utf8),
        ("UTF-8", .utf8), ("8859/1", .latin1), ("ISO-8859-1", .latin1), ("8859/15", .latin9),
        ("ISO IR87", .other("ISO IR87")), ("8859/2", .other("8859/2")),
    ])
    func `names of table 0211 are understood`(name: String, expected: HL7CharacterSet) {
        #expect(HL7CharacterSet(name: name) == expected)
    }

    @Test
    func `bytes that are not UTF-8 are ISO 8859-1 unless MSH-18 says otherwise`() {
        #expect(HL7CharacterSet.unspecified.decode([0xC2, 0xB0, 0x43]) == "°C")
        #expect(HL7CharacterSet.unspecified.decode([0xB0, 0x43]) == "°C")
        #expect(HL7CharacterSet.utf8.decode([0xB0, 0x43]) == "°C")
        #expect(HL7CharacterSet.ascii.decode([0xE9]) == "é")
        #expect(HL7CharacterSet.latin1.decode([0xC2, 0xB0]) == "Â°")
        #expect(HL7CharacterSet.latin1.decode([0xA4]) == "¤")
        #expect(HL7CharacterSet.latin9.decode([0xA4, 0xBD]) == "€œ")
        #expect(HL7CharacterSet.other("8859/2").decode([0xE1]) == "á")
    }

    @Test(arguments: [HL7CharacterSet.latin1, .latin9])
    func `every byte is a character and comes back`(set: HL7CharacterSet) {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(set.decode(bytes).unicodeScalars.count == 256)
        #expect(set.encode(set.decode(bytes)) == bytes)
    }

    @Test
    func `a character that a set does not have is not written`() {
        #expect(HL7CharacterSet.ascii.encode("é") == nil)
        #expect(HL7CharacterSet.latin1.encode("€") == nil)
        #expect(HL7CharacterSet.latin9.encode("¤") == nil)
        #expect(HL7CharacterSet.utf8.encode("日") == [0xE6, 0x97, 0xA5])
    }
}
