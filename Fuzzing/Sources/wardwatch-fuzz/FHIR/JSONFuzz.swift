internal import FHIR
internal import Foundation

/// JSON: what was read is written the same, and Foundation's parser reads it too.
enum JSONFuzz {
    static func run(_ bytes: [UInt8]) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            claim((0...bytes.count).contains(error.byteOffset), "an error lies in the text")
            claim(error.line >= 1 && error.column >= 1, "an error has a line and a column")
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
            return
        }
        let written = value.serialized()
        // At most \b, which is written as \u0008.
        claim(written.count <= 3 * bytes.count, "what is written is not much longer")
        guard let again = try? JSONValue(parsing: written) else {
            claim(false, "what is written can be read")
            return
        }
        claim(again == value, "what is written is read as the same")
        claim(again.serialized() == written, "it is written the same again")
        if isPlain(value) {
            let read = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            claim(read != nil, "Foundation reads it too")
        }
    }

    /// Whether Foundation takes it: it has no numbers beyond a double, nothing nested too deep, and no byte order mark.
    private static func isPlain(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let number): number.double != nil
        case .array(let items): items.allSatisfy(isPlain)
        case .object(let object): object.members.allSatisfy { isPlain($0.value) }
        case .null, .bool, .string: true
        }
    }
}
