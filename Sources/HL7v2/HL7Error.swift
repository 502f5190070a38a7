/// What was wrong with a message, where, and what to do about it.
///
/// No case carries a value from the message in clear: values appear as their ``HL7Redaction`` shape, bytes only where
/// they are not HL7 at all. Trying the same bytes again gives the same error.
public enum HL7Error: Error, Sendable, Hashable {
    /// There is nothing but white space.
    case empty
    /// The bytes do not begin with `MSH`. Carries at most the first eight.
    case notHL7(firstBytes: [UInt8], byteOffset: Int)
    /// The bytes are a batch or file (`FHS`, `BHS`), which holds several messages.
    case batchEnvelope(segment: String, byteOffset: Int)
    /// MSH-1 and MSH-2 are not distinct punctuation characters.
    case invalidDelimiters(found: [UInt8], byteOffset: Int)
    /// MSH ends before MSH-9, the message type.
    case headerTooShort(fieldCount: Int, byteOffset: Int)
    /// A line does not begin with a segment name: a capital letter and two capitals or digits, then a separator.
    case invalidSegmentName(shape: String, segmentIndex: Int, byteOffset: Int)
    /// A second MSH before the end: two messages in one block.
    case secondHeader(segmentIndex: Int, byteOffset: Int)
    /// A bound of ``HL7Limits`` was passed.
    case limitExceeded(HL7LimitKind, limit: Int, byteOffset: Int)
    /// A value that is no date and time.
    case invalidTimestamp(path: HL7Path?, shape: String, reason: HL7TimestampFault)
    /// A text that is no path.
    case invalidPath(String)
    /// A value to be written has a character that the character set of the message does not have.
    case unencodable(path: HL7Path, characterSet: String)
}

/// Which bound of ``HL7Limits`` was passed.
public enum HL7LimitKind: String, Sendable, Hashable {
    /// Bytes of a message.
    case bytes
    /// Segments of a message.
    case segments
    /// Fields of a segment.
    case fields
}

extension HL7Error {
    /// Never: parsing is a pure function of the bytes.
    public var isRetryable: Bool { false }

    /// Where the fault is, counted in bytes from the first byte given to the parser.
    public var byteOffset: Int? {
        switch self {
        case .notHL7(_, let offset), .batchEnvelope(_, let offset), .invalidDelimiters(_, let offset),
            .headerTooShort(_, let offset), .invalidSegmentName(_, _, let offset), .secondHeader(_, let offset),
            .limitExceeded(_, _, let offset):
            offset
        case .empty, .invalidTimestamp, .invalidPath, .unencodable: nil
        }
    }

    /// Where the fault is in the message, when a field is known.
    public var path: HL7Path? {
        switch self {
        case .invalidTimestamp(let path, _, _): path
        case .unencodable(let path, _): path
        case .invalidDelimiters: HL7Path(segment: "MSH", field: 2)
        case .headerTooShort: HL7Path(segment: "MSH", field: 9)
        default: nil
        }
    }

    /// The code for ERR-3 of an acknowledgement (table 0357).
    public var condition: ErrorCondition {
        switch self {
        case .empty, .notHL7, .batchEnvelope, .invalidSegmentName, .secondHeader: .segmentSequenceError
        case .headerTooShort: .requiredFieldMissing
        case .invalidDelimiters, .invalidTimestamp, .unencodable: .dataTypeError
        case .limitExceeded, .invalidPath: .applicationInternalError
        }
    }

    /// What a person can do about it.
    public var hint: String {
        switch self {
        case .empty: "Send a message that begins with MSH."
        case .notHL7:
            "Send HL7 v2 in pipe-delimited form, each message beginning with MSH; XML and JSON are not read here."
        case .batchEnvelope: "Send one message per block, or import the file, which takes batches apart."
        case .invalidDelimiters: "Begin with MSH|^~\\&| or with five other distinct punctuation characters."
        case .headerTooShort: "Fill MSH-9 (message type), MSH-10 (control id) and MSH-12 (version)."
        case .invalidSegmentName:
            "Begin each segment with three capitals or digits and end it with CR; escape line breaks in values as \\.br\\."
        case .secondHeader: "Put each message in a block of its own."
        case .limitExceeded: "Split the message, or raise the limit if the sender is trusted."
        case .invalidTimestamp: "Send YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ], for example 20260615120000+0200."
        case .invalidPath: "Write a path such as PID-3.1, OBX[2]-5.1 or PID-3[2].4.2."
        case .unencodable: "Declare UNICODE UTF-8 in MSH-18."
        }
    }
}

extension HL7Error: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what was found.
    public var description: String {
        switch self {
        case .empty:
            "the message is empty"
        case .notHL7(let bytes, let offset):
            "not an HL7 message: byte \(offset) begins \(Self.hexadecimal(bytes)) instead of 4D 53 48 (MSH)"
        case .batchEnvelope(let segment, let offset):
            "a batch (\(segment) at byte \(offset)) where a single message was expected"
        case .invalidDelimiters(let found, let offset):
            "MSH-1 and MSH-2 at byte \(offset) are no distinct delimiters: \(Self.hexadecimal(found))"
        case .headerTooShort(let count, let offset):
            "MSH at byte \(offset) ends with MSH-\(count), before the message type in MSH-9"
        case .invalidSegmentName(let shape, let index, let offset):
            "segment \(index) at byte \(offset) has no valid name: it begins like \"\(shape)\""
        case .secondHeader(let index, let offset):
            "segment \(index) at byte \(offset) is a second MSH"
        case .limitExceeded(let kind, let limit, let offset):
            "more than \(limit) \(kind.rawValue) at byte \(offset)"
        case .invalidTimestamp(let path, let shape, let reason):
            "\(path.map { "\($0)" } ?? "value") is no date and time (\(reason.rawValue)): \"\(shape)\""
        case .invalidPath(let text):
            "\"\(text)\" is no path to a value"
        case .unencodable(let path, let characterSet):
            "\(path) has a character that \(characterSet) does not have"
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(decoding: HL7Escape.hexadecimal($0), as: UTF8.self) }.joined(separator: " ")
    }
}
