/// The characters that separate the parts of a message, read from MSH-1 and MSH-2 (HL7 v2, chapter 2, "Delimiters").
///
///     MSH|^~\&#|…
///        │││││└ truncation (2.7 and later, optional)
///        ││││└ subcomponent (optional)
///        │││└ escape (optional)
///        ││└ repetition
///        │└ component
///        └ field
///
/// Every message states its own; the usual ones are ``standard``. The standard allows a sender that uses neither
/// subcomponents nor escapes to leave those two out, which is why they are optional here.
public struct HL7Delimiters: Sendable, Hashable {
    /// Separates fields; MSH-1.
    public let field: UInt8
    /// Separates components; first character of MSH-2.
    public let component: UInt8
    /// Separates repetitions of a field; second character of MSH-2.
    public let repetition: UInt8
    /// Encloses escape sequences; third character of MSH-2.
    public let escape: UInt8?
    /// Separates subcomponents; fourth character of MSH-2.
    public let subcomponent: UInt8?
    /// Marks a truncated value; fifth character of MSH-2, since HL7 2.7.
    public let truncation: UInt8?

    /// The recommended delimiters `|^~\&`.
    public static let standard = HL7Delimiters(uncheckedField: 0x7C, encoding: [0x5E, 0x7E, 0x5C, 0x26])

    /// Reads MSH-1 and the two to five bytes of MSH-2.
    ///
    /// The result is `nil` unless all are distinct printable ASCII characters that are neither letters, digits, spaces
    /// nor `"` (which would make the HL7 null `""` ambiguous).
    ///
    /// - Parameters:
    ///   - field: The byte after `MSH`.
    ///   - encoding: The bytes of MSH-2.
    public init?(field: UInt8, encoding: ArraySlice<UInt8>) {
        guard (2...5).contains(encoding.count) else { return nil }
        let all = [field] + encoding
        guard Set(all).count == all.count, all.allSatisfy(Self.isUsable) else { return nil }
        self.init(uncheckedField: field, encoding: Array(encoding))
    }

    private init(uncheckedField field: UInt8, encoding: [UInt8]) {
        self.field = field
        component = encoding[0]
        repetition = encoding[1]
        escape = encoding.count > 2 ? encoding[2] : nil
        subcomponent = encoding.count > 3 ? encoding[3] : nil
        truncation = encoding.count > 4 ? encoding[4] : nil
    }

    /// The bytes of MSH-2, for example `^~\&`.
    public var encodingCharacters: [UInt8] {
        [component, repetition] + [escape, subcomponent, truncation].compactMap { $0 }
    }

    private static func isUsable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22: false
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: false
        case 0x21...0x7E: true
        default: false
        }
    }
}
