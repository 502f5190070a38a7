/// What is needed to read a value of a message: its delimiters and its character set.
public struct HL7Notation: Sendable, Hashable {
    /// The separators of the message.
    public let delimiters: HL7Delimiters
    /// The default character set of the message.
    public let characterSet: HL7CharacterSet
    /// How bytes of multibyte characters are told from delimiters.
    public let multibyteRule: HL7MultibyteRule

    /// A notation for messages being built or read.
    public init(
        delimiters: HL7Delimiters = .standard,
        characterSet: HL7CharacterSet = .utf8,
        multibyteRule: HL7MultibyteRule = .none
    ) {
        self.delimiters = delimiters
        self.characterSet = characterSet
        self.multibyteRule = multibyteRule
    }

    /// Decodes the bytes of a value whose escapes are replaced; never fails, see ``HL7CharacterSet/decode(_:)``.
    func decode(_ bytes: some Collection<UInt8>) -> String {
        if multibyteRule == .shifted, bytes.contains(0x1B), let text = ISO2022JP.decode(bytes) { return text }
        return characterSet.decode(bytes)
    }
}
