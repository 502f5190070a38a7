internal import HL7v2

/// Paths: what was read is written so that it names the same place.
enum HL7PathFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(HL7Error) {
            let path = try HL7Path(parsing: text)
            let again = try? HL7Path(parsing: "\(path)")
            claim(again.map { "\($0)" } == "\(path)", "a path is written as it is read")
            claim(again?.errorLocation.prefix(3) == path.errorLocation.prefix(3), "it names the same field")
            claim((2...6).contains(path.errorLocation.count), "a path has two to six parts")
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
        }
    }
}
