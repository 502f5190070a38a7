/// The character set of a message, from MSH-18 (table 0211; HL7 v2, chapter 2, "Character Set").
public enum HL7CharacterSet: Sendable, Hashable {
    /// MSH-18 is empty. Values are UTF-8 where their bytes are valid UTF-8, ISO 8859-1 otherwise.
    case unspecified
    /// `ASCII`. Senders that say so and send more are read as ``unspecified``.
    case ascii
    /// `UNICODE UTF-8`. A value that is not valid UTF-8 is read as ISO 8859-1: a monitor that sends °C as the byte
    /// B0 under the wrong name still means °C.
    case utf8
    /// `8859/1`, Western European; every byte is a character, so valid UTF-8 is not looked for.
    case latin1
    /// `8859/15`, Western European with the euro sign.
    case latin9
    /// Any other name, kept as it is. Values are read as under ``unspecified``.
    case other(String)

    /// Reads one repetition of MSH-18.
    ///
    /// - Parameter name: A name from table 0211; case, spaces and the separators `-`, `/` and `_` are ignored, so
    ///   that `utf8`, `UTF-8` and `ISO-8859-1` are understood too.
    public init(name: String) {
        let key = name.uppercased().filter { !" -/_".contains($0) }
        switch key {
        case "": self = .unspecified
        case "ASCII", "USASCII", "ISOIR6": self = .ascii
        case "UNICODEUTF8", "UTF8", "UNICODE": self = .utf8
        case "88591", "ISO88591", "ISOIR100", "LATIN1": self = .latin1
        case "885915", "ISO885915", "LATIN9": self = .latin9
        default: self = .other(name)
        }
    }

    /// The name in table 0211, empty for ``unspecified``.
    public var name: String {
        switch self {
        case .unspecified: ""
        case .ascii: "ASCII"
        case .utf8: "UNICODE UTF-8"
        case .latin1: "8859/1"
        case .latin9: "8859/15"
        case .other(let name): name
        }
    }

    /// Decodes the bytes of a value; never fails, because every byte is a character of ISO 8859-1.
    public func decode(_ bytes: some Collection<UInt8>) -> String {
        switch self {
        case .latin1: Self.decodeSingleByte(bytes, latin9: false)
        case .latin9: Self.decodeSingleByte(bytes, latin9: true)
        case .unspecified, .ascii, .utf8, .other:
            String(validating: bytes, as: UTF8.self) ?? Self.decodeSingleByte(bytes, latin9: false)
        }
    }

    /// Encodes text for this character set.
    ///
    /// - Returns: `nil` when a character does not exist in it. ``unspecified`` and unknown names take UTF-8.
    public func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .unspecified, .utf8, .other: return Array(text.utf8)
        case .ascii: return text.utf8.allSatisfy { $0 < 0x80 } ? Array(text.utf8) : nil
        case .latin1, .latin9:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for scalar in text.unicodeScalars {
                if self == .latin9, let byte = Self.latin9Bytes[scalar.value] {
                    bytes.append(byte)
                } else if scalar.value <= 0xFF, self == .latin1 || Self.latin9Scalars[UInt8(scalar.value)] == nil {
                    bytes.append(UInt8(scalar.value))
                } else {
                    return nil
                }
            }
            return bytes
        }
    }

    private static func decodeSingleByte(_ bytes: some Collection<UInt8>, latin9: Bool) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            text.append(latin9 ? latin9Scalars[byte] ?? Unicode.Scalar(byte) : Unicode.Scalar(byte))
        }
        return String(text)
    }

    /// The eight places where ISO 8859-15 differs from ISO 8859-1.
    private static let latin9Scalars: [UInt8: Unicode.Scalar] = [
        0xA4: "€", 0xA6: "Š", 0xA8: "š", 0xB4: "Ž", 0xB8: "ž", 0xBC: "Œ", 0xBD: "œ", 0xBE: "Ÿ",
    ]

    private static let latin9Bytes: [UInt32: UInt8] = {
        var bytes: [UInt32: UInt8] = [:]
        for (byte, scalar) in latin9Scalars { bytes[scalar.value] = byte }
        return bytes
    }()
}
