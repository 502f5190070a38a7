internal import HL7v2

/// Files and batches: every line is in a message, in the envelope, or counted.
enum HL7FileFuzz {
    private static let padding: Set<UInt8> = [0x00, 0x09, 0x0B, 0x1A, 0x1C, 0x20]

    static func run(_ bytes: [UInt8]) {
        let file = HL7File(bytes)
        var end = 0
        for message in file.messages {
            claim(message.startIndex >= end, "messages follow one another")
            claim(message.starts(with: "MSH".utf8), "a message begins with MSH")
            end = message.endIndex
            _ = try? HL7Message(parsing: Array(message))
        }
        let names = bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
            .split { $0 == 0x0D || $0 == 0x0A }
            .map { $0.drop { padding.contains($0) } }
            .filter { !$0.isEmpty }
            .map { Array($0.prefix(3)) }
        let envelopes = names.count { ["FHS", "BHS", "BTS", "FTS"].map { Array($0.utf8) }.contains($0) }
        claim(file.messages.count == names.count { $0 == Array("MSH".utf8) }, "every MSH begins a message")
        let lines = file.messages.reduce(0) { count, message in
            count + message.split { $0 == 0x0D || $0 == 0x0A }.count { !$0.allSatisfy(padding.contains) }
        }
        claim(lines + envelopes + file.straySegmentCount == names.count, "every line is accounted for")
    }
}
