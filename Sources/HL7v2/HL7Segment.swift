/// A segment: a three-character name and fields.
///
/// MSH, FHS and BHS are numbered as the standard numbers them: field 1 is the separator itself, field 2 the encoding
/// characters (HL7 v2, chapter 2, "Message header segment").
public struct HL7Segment: Sendable {
    /// The name, for example `OBX`.
    public let name: String
    /// Which segment of this name it is in the message, from 1.
    public let occurrence: Int
    /// Its place among all segments of the message, from 0.
    public let index: Int
    /// Where it begins, in bytes from the first byte given to the parser.
    public let byteOffset: Int
    /// The delimiters and character set of the message.
    public let notation: HL7Notation

    let storage: [UInt8]
    let range: Range<Int>
    let fieldRanges: [Range<Int>]

    /// The bytes as sent, without the segment terminator.
    public var bytes: ArraySlice<UInt8> { storage[range] }

    /// How many fields were sent; the number of the last one.
    public var fieldCount: Int { fieldRanges.count }

    /// A field by its 1-based number; empty when it was not sent.
    public func field(_ number: Int) -> HL7Field {
        guard number >= 1, number <= fieldRanges.count else { return HL7Field(bytes: [], notation: notation) }
        return HL7Field(
            bytes: storage[fieldRanges[number - 1]], notation: notation,
            isLiteral: number <= 2 && Self.statesDelimiters(name))
    }

    /// All fields in the order sent.
    public var fields: [HL7Field] { fieldRanges.indices.map { field($0 + 1) } }

    /// The place of a value in this segment, for errors.
    public func path(
        field: Int? = nil, repetition: Int? = nil, component: Int? = nil, subcomponent: Int? = nil
    ) -> HL7Path {
        HL7Path(
            segment: name, occurrence: occurrence, field: field, repetition: repetition, component: component,
            subcomponent: subcomponent)
    }

    /// The date and time in the first component of a field, `nil` when it is empty or null.
    ///
    /// - Throws: ``HL7Error/invalidTimestamp(path:shape:reason:)`` with the path of the field.
    public func timestamp(field number: Int) throws(HL7Error) -> HL7Timestamp? {
        let component = field(number).component(1)
        guard !component.isEmpty, !component.isNull else { return nil }
        return try HL7Timestamp(parsing: component.bytes, at: path(field: number))
    }

    /// Whether fields 1 and 2 are the delimiters.
    static func statesDelimiters(_ name: String) -> Bool { name == "MSH" || name == "FHS" || name == "BHS" }

    /// A capital letter, then two capitals or digits (chapter 2, "Segments").
    static func isValidName(_ name: some Collection<UInt8>) -> Bool {
        guard name.count == 3, let first = name.first, (0x41...0x5A).contains(first) else { return false }
        return name.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
    }
}

extension HL7Segment: Equatable {
    /// Equal when the same name and bytes were sent under the same notation.
    public static func == (left: HL7Segment, right: HL7Segment) -> Bool {
        left.notation == right.notation && left.bytes == right.bytes
    }
}
