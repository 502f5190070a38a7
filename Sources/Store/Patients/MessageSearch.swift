import Foundation
import GRDB

/// Finds the kept messages that name a patient, whether or not anything of them could be used.
struct MessageSearch {
    /// The identifiers, and what follows their assigning authority (`HOSP:77001`), which a message has in another place.
    private let words: [[UInt8]]

    init(_ identifiers: [String]) {
        let numbers = identifiers.compactMap { $0.split(separator: ":").last.map(String.init) }
        words = Set(identifiers + numbers).filter { !$0.isEmpty }.sorted().map { Array($0.utf8) }
    }

    /// The messages after a number that name the patient; reads every body.
    func messages(after id: Int64, _ database: Database) throws -> [Int64] {
        var found: Set<Int64> = []
        for word in words {
            let rows = try Row.fetchCursor(
                database, sql: "SELECT id, format, body FROM message WHERE id > ? AND instr(body, ?) > 0",
                arguments: [id, Data(word)])
            while let row = try rows.next() {
                let (format, body): (String, Data) = (row[1], row[2])
                if Self.names(word, Array(body), isHL7: format == "hl7v2") { found.insert(row[0]) }
            }
        }
        return found.sorted()
    }

    /// Whether a word stands by itself in a message; in HL7 v2, in a segment that says who the patient is or was.
    static func names(_ word: [UInt8], _ body: [UInt8], isHL7: Bool) -> Bool {
        let parts = isHL7 ? body.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A }).map(Array.init) : [body]
        return parts.contains { part in
            let isAboutPatient = ["PID", "MRG", "PV1", "PV2"].contains { part.starts(with: $0.utf8) }
            return (!isHL7 || isAboutPatient)
                && part.indices.contains { index in
                    part[index...].starts(with: word) && !isWordByte(part, index - 1)
                        && !isWordByte(part, index + word.count)
                }
        }
    }

    private static func isWordByte(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard bytes.indices.contains(index) else { return false }
        return switch bytes[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
