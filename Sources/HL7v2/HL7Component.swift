/// A component, made of subcomponents; without any `&` it has exactly one.
public struct HL7Component: HL7Element {
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

    /// The subcomponents in the order sent; at least one, which is empty when the component is.
    public var subcomponents: [HL7Subcomponent] {
        ranges.map { HL7Subcomponent(bytes: bytes[$0], notation: notation, isLiteral: isLiteral) }
    }

    /// A subcomponent by its 1-based number; empty when it was not sent.
    public func subcomponent(_ number: Int) -> HL7Subcomponent {
        guard
            let range = notation.multibyteRule.part(
                number, of: bytes, at: isLiteral ? nil : notation.delimiters.subcomponent)
        else {
            return HL7Subcomponent(bytes: [], notation: notation)
        }
        return HL7Subcomponent(bytes: bytes[range], notation: notation, isLiteral: isLiteral)
    }

    private var ranges: [Range<Int>] {
        notation.multibyteRule.split(bytes, at: isLiteral ? nil : notation.delimiters.subcomponent)
    }
}
