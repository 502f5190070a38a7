/// Writes a message segment by segment, escaping as its notation asks.
///
///     var builder = HL7MessageBuilder(header: HL7Header(…))
///     builder.append("PID", ["1", .empty, ["123", .empty, .empty, "HOSP", "PI"]])
///     builder.append("OBR", ["1"])
///     builder.append("OBX", ["1", "NM", ["8867-4", "Heart rate", "LN"], .empty, "96", "/min"])
///     let bytes = try builder.encoded()
///
/// Empty fields at the end of a segment are left out; fields are numbered from 1, except that the first field given
/// for MSH is MSH-3.
public struct HL7MessageBuilder: Sendable {
    private struct Segment: Sendable {
        let name: String
        let fields: [HL7Content]
        let minimumFieldCount: Int
    }

    private let notation: HL7Notation
    private var segments: [Segment] = []

    /// A builder for a message in a notation; the caller appends MSH first.
    public init(notation: HL7Notation) {
        self.notation = notation
    }

    /// A builder for a message with a header, in UTF-8 and with the recommended delimiters.
    public init(header: HL7Header) {
        self.init(notation: HL7Notation(characterSet: header.characterSet))
        append("MSH", header.fields)
    }

    /// Appends a segment.
    ///
    /// - Precondition: The name is a capital letter and two capitals or digits.
    public mutating func append(_ name: String, _ fields: [HL7Content]) {
        append(name, fields, minimumFieldCount: 0)
    }

    /// As ``append(_:_:)``, with the separators of at least so many of the fields given, empty or not.
    mutating func append(_ name: String, _ fields: [HL7Content], minimumFieldCount: Int) {
        precondition(HL7Segment.isValidName(name.utf8), "\"\(name)\" is no segment name")
        segments.append(Segment(name: name, fields: fields, minimumFieldCount: minimumFieldCount))
    }

    /// The bytes of the message, each segment ended by CR.
    ///
    /// - Throws: ``HL7Error/unencodable(path:characterSet:)``.
    public func encoded() throws(HL7Error) -> [UInt8] {
        var output: [UInt8] = []
        var occurrences: [String: Int] = [:]
        for segment in segments {
            let occurrence = (occurrences[segment.name] ?? 0) + 1
            occurrences[segment.name] = occurrence
            try append(segment, occurrence: occurrence, to: &output, replacing: false)
        }
        return output
    }

    /// As ``encoded()``, with `?` for characters that the character set does not have.
    func encodedReplacing() -> [UInt8] {
        var output: [UInt8] = []
        for segment in segments {
            // Replacing, nothing can be thrown.
            try? append(segment, occurrence: 1, to: &output, replacing: true)
        }
        return output
    }

    private func append(
        _ segment: Segment, occurrence: Int, to output: inout [UInt8], replacing: Bool
    ) throws(HL7Error) {
        output.append(contentsOf: segment.name.utf8)
        var first = 1
        if HL7Segment.statesDelimiters(segment.name) {
            output.append(notation.delimiters.field)
            output.append(contentsOf: notation.delimiters.encodingCharacters)
            first = 3
        }
        // Separators are written once a later field has content.
        var pending = 0
        for (index, content) in segment.fields.enumerated() {
            pending += 1
            guard let bytes = bytes(of: content, level: 0, replacing: replacing) else {
                throw .unencodable(
                    path: HL7Path(segment: segment.name, occurrence: occurrence, field: index + first),
                    characterSet: notation.characterSet.name)
            }
            guard !bytes.isEmpty || index + 1 == segment.minimumFieldCount else { continue }
            output.append(contentsOf: repeatElement(notation.delimiters.field, count: pending))
            output.append(contentsOf: bytes)
            pending = 0
        }
        output.append(0x0D)
    }

    private func bytes(of content: HL7Content, level: Int, replacing: Bool) -> [UInt8]? {
        switch content {
        case .empty: return []
        case .null: return [0x22, 0x22]
        case .verbatim(let bytes): return bytes
        case .text(let text):
            if let bytes = HL7Escape.encode(text, notation: notation) { return bytes }
            return replacing ? HL7Escape.encode(asciiOnly(text), notation: notation) ?? [] : nil
        case .repetitions(let parts):
            precondition(level == 0, "repetitions only at the top of a field")
            return join(parts, separator: notation.delimiters.repetition, level: 1, replacing: replacing)
        case .components(let parts):
            precondition(level <= 1, "components only in fields and repetitions")
            return join(parts, separator: notation.delimiters.component, level: 2, replacing: replacing)
        case .subcomponents(let parts):
            precondition(level <= 2, "subcomponents only in components")
            guard let separator = notation.delimiters.subcomponent else {
                return replacing ? parts.first.flatMap { bytes(of: $0, level: 3, replacing: true) } ?? [] : nil
            }
            return join(parts, separator: separator, level: 3, replacing: replacing)
        }
    }

    private func join(_ parts: [HL7Content], separator: UInt8, level: Int, replacing: Bool) -> [UInt8]? {
        var output: [UInt8] = []
        var pending = 0
        for (index, part) in parts.enumerated() {
            if index > 0 { pending += 1 }
            guard let bytes = bytes(of: part, level: level, replacing: replacing) else { return nil }
            guard !bytes.isEmpty else { continue }
            output.append(contentsOf: repeatElement(separator, count: pending))
            output.append(contentsOf: bytes)
            pending = 0
        }
        return output
    }

    /// The text with `?` for everything that needs an escape or another character set.
    private func asciiOnly(_ text: String) -> String {
        let special = Set([notation.delimiters.field, notation.delimiters.component, notation.delimiters.repetition])
        let bytes = text.unicodeScalars.map { scalar -> UInt8 in
            let byte = UInt8(exactly: scalar.value) ?? 0x3F
            guard (0x20...0x7E).contains(byte), byte != notation.delimiters.subcomponent else { return 0x3F }
            return notation.delimiters.escape == nil && special.contains(byte) ? 0x3F : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
