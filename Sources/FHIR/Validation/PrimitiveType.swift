/// The primitive data types of R4, each with the form of its values.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/datatypes.html#primitive>.
enum PrimitiveType: String {
    case boolean, integer, unsignedInt, positiveInt, decimal
    case string, markdown, xhtml, code, id, uri, url, canonical, oid, uuid, base64Binary
    case date, dateTime, instant, time

    /// What a value must be, for people.
    var expectation: String {
        switch self {
        case .boolean: "true or false without quotes"
        case .integer: "a whole number of 32 bits without quotes"
        case .unsignedInt: "a whole number from 0 to 2147483647 without quotes"
        case .positiveInt: "a whole number from 1 to 2147483647 without quotes"
        case .decimal: "a number without quotes"
        case .string, .markdown: "a text that is not empty, without control characters"
        case .xhtml: "XHTML within <div>"
        case .code: "a code without white space around it"
        case .id: "1 to 64 letters, digits, hyphens and points"
        case .uri, .url, .canonical: "a URI without white space"
        case .oid: "an OID as urn:oid:1.2.3"
        case .uuid: "a UUID as urn:uuid: and lower-case digits"
        case .base64Binary: "base64"
        case .date: "a date that exists, as YYYY, YYYY-MM or YYYY-MM-DD"
        case .dateTime: "a date that exists, or a time with seconds and offset such as 2026-06-15T12:00:00+02:00"
        case .instant: "a time with seconds and offset such as 2026-06-15T12:00:00.000+02:00"
        case .time: "a time of day as hh:mm:ss"
        }
    }

    /// Whether values are written as JSON strings.
    private var isText: Bool {
        switch self {
        case .boolean, .integer, .unsignedInt, .positiveInt, .decimal: false
        default: true
        }
    }

    /// Whether the JSON value is of the kind that the type is written as.
    func isWritten(as value: JSONValue) -> Bool {
        switch value {
        case .bool: self == .boolean
        case .number: !isText && self != .boolean
        case .string: isText
        case .null, .array, .object: false
        }
    }

    /// Whether a JSON value of the right kind has the form of the type.
    func accepts(_ value: JSONValue) -> Bool {
        switch value {
        case .bool: true
        case .number(let number): accepts(number)
        case .string(let text): accepts(text)
        case .null, .array, .object: false
        }
    }

    private func accepts(_ number: JSONNumber) -> Bool {
        guard self != .decimal else { return true }
        guard let value = number.int.flatMap(Int32.init(exactly:)), number.literal != "-0" else { return false }
        switch self {
        case .unsignedInt: return value >= 0
        case .positiveInt: return value > 0
        default: return true
        }
    }

    private func accepts(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else {
            return false
        }
        switch self {
        case .boolean, .integer, .unsignedInt, .positiveInt, .decimal: return false
        case .string, .markdown: return !bytes.allSatisfy(Self.isSpace)
        case .xhtml:
            let content = bytes.drop(while: Self.isSpace)
            return content.starts(with: "<div".utf8)
        case .code:
            let parts = bytes.split(omittingEmptySubsequences: false, whereSeparator: Self.isSpace)
            return parts.allSatisfy { !$0.isEmpty }
        case .id: return Reference.isResourceID(text)
        case .uri, .url, .canonical: return !bytes.contains(where: Self.isSpace)
        case .oid: return Self.isOID(text)
        case .uuid: return Self.isUUID(text)
        case .base64Binary: return Self.isBase64(text)
        case .date: return FHIRDateTime(text).map { $0.precision <= .day } ?? false
        case .dateTime: return FHIRDateTime(text) != nil
        case .instant: return FHIRDateTime(text).map { $0.precision >= .second } ?? false
        case .time: return FHIRDateTime("2000-01-01T\(text)Z") != nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isOID(_ text: String) -> Bool {
        guard text.hasPrefix("urn:oid:") else { return false }
        let arcs = text.utf8.dropFirst(8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard arcs.count > 1, let root = arcs.first, ["0", "1", "2"].contains(String(Substring(root))) else {
            return false
        }
        return arcs.allSatisfy { arc in
            !arc.isEmpty && arc.allSatisfy(isDigit) && (arc.count == 1 || arc.first != UInt8(ascii: "0"))
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        guard text.hasPrefix("urn:uuid:") else { return false }
        let groups = text.utf8.dropFirst(9).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func isBase64(_ text: String) -> Bool {
        let digits = text.utf8.filter { !isSpace($0) }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return !digits.isEmpty && digits.count % 4 == 0 && padding <= 2
            && digits.dropLast(padding).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}
