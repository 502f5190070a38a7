/// A piece of a message: field, repetition, component or subcomponent, as the bytes that were sent.
///
/// HL7 tells three states apart (chapter 2, "Null values"): empty (`||`, nothing is said), the null `""` (the value is
/// to be deleted), and a value. ``text`` is `nil` for the first two; ``isEmpty`` and ``isNull`` tell them apart.
public protocol HL7Element: Sendable {
    /// The bytes as sent, escapes and lower-level delimiters included.
    var bytes: ArraySlice<UInt8> { get }
    /// The delimiters and character set of the message.
    var notation: HL7Notation { get }
    /// `true` for MSH-1 and MSH-2, which are the delimiters themselves and hold neither parts nor escapes.
    var isLiteral: Bool { get }
}

extension HL7Element {
    /// `true` when nothing was sent.
    public var isEmpty: Bool { bytes.isEmpty }

    /// `true` for the HL7 null `""`: the receiver is asked to delete what it has.
    public var isNull: Bool { bytes.count == 2 && bytes.first == 0x22 && bytes.last == 0x22 }

    /// The value as text with escapes decoded, `nil` when empty or null.
    ///
    /// Lower-level delimiters stay: the text of PID-5 is `DOE^JOHN`, that of PID-5.1 is `DOE`.
    public var text: String? { isEmpty || isNull ? nil : verbatimText }

    /// The text of the first part at the lowest level, `nil` when that is empty or null.
    ///
    /// A receiver that knows a field as simple reads its first component when a newer sender has refined it
    /// (chapter 2, "Backward compatibility").
    public var firstText: String? {
        if isLiteral { return text }
        let delimiters = notation.delimiters
        let separators = (delimiters.repetition, delimiters.component, delimiters.subcomponent)
        let isSimple = bytes.allSatisfy { $0 != separators.0 && $0 != separators.1 && $0 != separators.2 }
        if isSimple { return text }
        var part = bytes
        for separator in [separators.0, separators.1, separators.2] {
            guard let first = notation.multibyteRule.part(1, of: part, at: separator) else { break }
            part = bytes[first]
        }
        return HL7Subcomponent(bytes: part, notation: notation).text
    }

    /// The value as text with escapes decoded, without regard to empty or null.
    public var verbatimText: String {
        isLiteral ? notation.characterSet.decode(bytes) : HL7Escape.decode(bytes, notation: notation)
    }
}
