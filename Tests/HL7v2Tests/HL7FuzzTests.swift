import HL7v2
import Testing

struct HL7FuzzTests {
    /// Delimiters, line ends, framing bytes, escapes, lead bytes: what a parser trips over.
    private static let interesting =
        Array("|^~\\&\r\n\"XMSHPIDOBX0-+.T".utf8) + [0x00, 0x0B, 0x1B, 0x1C, 0x24, 0x81, 0xC3, 0xFF]

    @Test
    func `20 000 mutated messages never trap and never change what they hold`() throws {
        var corpus = [Array(HL7MessageTests.sample.utf8)]
        if Oracles.isAvailable { corpus += try Oracles.messageFiles.map { try Oracles.message($0) } }
        var generator = SeededGenerator(seed: 20_260_615)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = corpus.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, corpus, &generator) }
            if exercise(bytes) { readable += 1 }
        }
        #expect(readable > 5_000)
    }

    @Test
    func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...80, using: &generator)
            exercise(
                Array("MSH".utf8) + (0..<length).map { _ in Self.interesting.randomElement(using: &generator) ?? 0 })
            exercise((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ corpus: [[UInt8]], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[at] = Self.interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.insert(Self.interesting.randomElement(using: &generator) ?? 0, at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &generator)))
        case 4: bytes.removeSubrange(at...)
        default:
            let other = corpus.randomElement(using: &generator) ?? []
            bytes.insert(contentsOf: other.suffix(Int.random(in: 0...60, using: &generator)), at: at)
        }
    }

    /// Reads everything that can be read and returns whether the bytes were a message.
    @discardableResult
    private func exercise(_ bytes: [UInt8]) -> Bool {
        let time = HL7Timestamp(millisecondsSince1970: 0)
        _ = HL7File(bytes).messages.count
        let message: HL7Message
        do throws(HL7Error) {
            message = try HL7Message(parsing: bytes)
        } catch {
            let answer = Acknowledgment(toUnreadable: bytes, because: error, controlID: "1", time: time)
            #expect((try? HL7Message(parsing: answer.bytes)) != nil, "the answer to broken bytes is readable")
            #expect(!error.hint.isEmpty && !"\(error)".isEmpty)
            return false
        }
        for segment in message.segments {
            for (index, field) in segment.fields.enumerated() {
                _ = field.text
                _ = field.firstText
                _ = try? segment.timestamp(field: index + 1)
                for repetition in field.repetitions {
                    for component in repetition.components { for part in component.subcomponents { _ = part.text } }
                }
            }
        }
        _ = message.patientGroups.map(\.observationGroups)
        let again = try? HL7Message(parsing: message.serialized())
        #expect(again?.serialized() == message.serialized())
        let answer = Acknowledgment(.applicationAccept, to: message, controlID: "1", time: time)
        let read = try? HL7Message(parsing: answer.bytes)
        #expect(read != nil, "the answer is readable")
        let controlID = message.header.field(10).bytes.filter { $0 != 0x0B && $0 != 0x1C }
        #expect(read?.segment("MSA")?.field(2).bytes == controlID[...], "what can be framed of MSH-10")
        return true
    }
}
