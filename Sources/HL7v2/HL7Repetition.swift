/// One repetition of a field, made of components; without any `^` it has exactly one.
public struct HL7Repetition: HL7Element {
    /// The bytes as sent.
    public let bytes: ArraySlice<UInt8>
    /// The delimiters and character set of the message.
    public let notation: HL7Notation
    /// `true` for MSH-1 and MSH-2.
    public let isLiteral: Bool

    init(bytes: ArraySlice<UInt8>, notation: HL7Notation, isLiteral: Bool = false) {
        self.bytes = bytes
        self.notation = notation
        self.isLiteral = isLiteral
    }

    /// The components in the order sent; at least one, which is empty when the repetition is.
    public var components: [HL7Component] {
        ranges.map { HL7Component(bytes: bytes[$0], notation: notation, isLiteral: isLiteral) }
    }

    /// A component by its 1-based number; empty when it was not sent.
    public func component(_ number: Int) -> HL7Component {
        guard
            let range = notation.multibyteRule.part(
                number, of: bytes, at: isLiteral ? nil : notation.delimiters.component)
        else {
            return HL7Component(bytes: [], notation: notation)
        }
        return HL7Component(bytes: bytes[range], notation: notation, isLiteral: isLiteral)
    }

    private var ranges: [Range<Int>] {
        notation.multibyteRule.split(bytes, at: isLiteral ? nil : notation.delimiters.component)
    }
}
