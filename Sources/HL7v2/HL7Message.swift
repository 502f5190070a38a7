/// An HL7 v2 message: the bytes as sent, cut into segments and fields without loss.
///
///     MSH|^~\&|MON|ICU|…<CR>PID|1||123^^^HOSP^PI<CR>OBR|…<CR>OBX|1|NM|8867-4^Heart rate^LN||96|/min|||||F<CR>
///
/// Segments end with CR; LF and CR LF are accepted, as are empty lines and white space before MSH. The message reads
/// its own delimiters (MSH-1, MSH-2) and character set (MSH-18). Nothing is checked against message structures:
/// what a segment means is the business of the receiver. Source: HL7 v2, chapter 2, "Message construction rules".
///
///     let message = try HL7Message(parsing: bytes)
///     message["PID-3.1"]                      // "123"
///     for group in message.observationGroups {
///         for observation in group.observations {
///             observation.field(5).component(1).text
///         }
///     }
public struct HL7Message: Sendable {
    /// The bytes as received, untouched.
    public let bytes: [UInt8]
    /// The delimiters and character set.
    public let notation: HL7Notation
    /// All segments in the order sent; the first is MSH.
    public let segments: [HL7Segment]

    /// Reads one message.
    ///
    /// Never traps; takes time and memory proportional to the number of bytes.
    ///
    /// - Parameters:
    ///   - bytes: One message without its MLLP frame.
    ///   - limits: Bounds on size.
    /// - Throws: ``HL7Error`` with the byte offset. A message with one bad segment is refused as a whole, because
    ///   what follows the fault may belong to another patient.
    public init(parsing bytes: [UInt8], limits: HL7Limits = .standard) throws(HL7Error) {
        var parser = HL7Parser(bytes: bytes, limits: limits)
        segments = try parser.parse()
        notation = parser.notation
        self.bytes = bytes
    }

    /// Reads only MSH, so that a message that is broken further on can still be answered.
    ///
    /// - Throws: ``HL7Error`` when there is no usable MSH.
    public init(parsingHeaderOf bytes: [UInt8], limits: HL7Limits = .standard) throws(HL7Error) {
        var parser = HL7Parser(bytes: bytes, limits: limits)
        segments = [try parser.parseHeader()]
        notation = parser.notation
        self.bytes = bytes
    }

    /// The separators of this message.
    public var delimiters: HL7Delimiters { notation.delimiters }

    /// The default character set, from the first repetition of MSH-18.
    public var characterSet: HL7CharacterSet { notation.characterSet }

    /// The MSH segment.
    public var header: HL7Segment { segments[0] }

    /// All segments of a name, in order.
    public func segments(named name: String) -> [HL7Segment] { segments.filter { $0.name == name } }

    /// A segment by name and 1-based occurrence.
    public func segment(_ name: String, occurrence: Int = 1) -> HL7Segment? {
        segments.first { $0.name == name && $0.occurrence == occurrence }
    }

    /// The text at a path, `nil` when the value is absent, empty or the HL7 null.
    public subscript(path: HL7Path) -> String? { element(at: path)?.text }

    /// The element at a path: `nil` when the segment is absent or the path names a whole segment; an empty element
    /// when the segment is there and the value is not.
    public func element(at path: HL7Path) -> (any HL7Element)? {
        guard let number = path.field, let segment = segment(path.segment, occurrence: path.occurrence) else {
            return nil
        }
        let field = segment.field(number)
        guard path.repetition != nil || path.component != nil else { return field }
        let repetition = field.repetition(path.repetition ?? 1)
        guard let component = path.component else { return repetition }
        guard let subcomponent = path.subcomponent else { return repetition.component(component) }
        return repetition.component(component).subcomponent(subcomponent)
    }

    /// The message written anew from its parts, each segment ended by CR.
    ///
    /// Byte for byte what was received when the sender ended every segment with one CR and sent nothing else.
    public func serialized() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for segment in segments {
            output.append(contentsOf: segment.name.utf8)
            // MSH-1 is the separator before MSH-2 and is not written twice.
            let fields = HL7Segment.statesDelimiters(segment.name) ? segment.fields.dropFirst() : segment.fields[...]
            for field in fields {
                output.append(delimiters.field)
                Self.append(field, to: &output)
            }
            output.append(0x0D)
        }
        return output
    }

    private static func append(_ field: HL7Field, to output: inout [UInt8]) {
        let delimiters = field.notation.delimiters
        for (index, repetition) in field.repetitions.enumerated() {
            if index > 0 { output.append(delimiters.repetition) }
            for (index, component) in repetition.components.enumerated() {
                if index > 0 { output.append(delimiters.component) }
                for (index, subcomponent) in component.subcomponents.enumerated() {
                    if index > 0, let separator = delimiters.subcomponent { output.append(separator) }
                    output.append(contentsOf: subcomponent.bytes)
                }
            }
        }
    }
}

extension HL7Message: Equatable {
    /// Equal when the same bytes were received.
    public static func == (left: HL7Message, right: HL7Message) -> Bool { left.bytes == right.bytes }
}
