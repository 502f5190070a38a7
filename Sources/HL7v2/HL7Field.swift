/// A field of a segment, made of repetitions; without any `~` it has exactly one.
public struct HL7Field: HL7Element {
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

    /// The repetitions in the order sent; at least one, which is empty when the field is.
    public var repetitions: [HL7Repetition] {
        ranges.map { HL7Repetition(bytes: bytes[$0], notation: notation, isLiteral: isLiteral) }
    }

    /// A repetition by its 1-based number; empty when it was not sent.
    public func repetition(_ number: Int) -> HL7Repetition {
        guard
            let range = notation.multibyteRule.part(
                number, of: bytes, at: isLiteral ? nil : notation.delimiters.repetition)
        else {
            return HL7Repetition(bytes: [], notation: notation)
        }
        return HL7Repetition(bytes: bytes[range], notation: notation, isLiteral: isLiteral)
    }

    /// A component of the first repetition by its 1-based number; empty when it was not sent.
    public func component(_ number: Int) -> HL7Component { repetition(1).component(number) }

    private var ranges: [Range<Int>] {
        notation.multibyteRule.split(bytes, at: isLiteral ? nil : notation.delimiters.repetition)
    }
}
