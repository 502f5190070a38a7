/// A subcomponent, the smallest part of a message.
public struct HL7Subcomponent: HL7Element {
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
}
