/// What was wrong with a JSON text, where, and what to do about it.
///
/// No case carries a value from the text. Trying the same bytes again gives the same error.
public struct JSONError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Reason: Hashable, Sendable {
        /// There is nothing but white space.
        case empty
        /// The text ends in the middle of a value.
        case unexpectedEnd
        /// Something else stands where this was expected.
        case unexpected(expected: String)
        /// `NaN`, `Infinity`, a sign or a zero too many, a point without digits.
        case invalidNumber
        /// A string is not UTF-8; the place is where the string begins.
        case invalidUTF8
        /// A line break or another control character stands in a string without being escaped.
        case controlCharacter
        /// A backslash is followed by something that is no escape.
        case invalidEscape
        /// `\uD800` to `\uDFFF` without its other half.
        case loneSurrogate
        /// A name stands twice in one object.
        case duplicateMember
        /// Something follows the value.
        case trailingContent
        /// A bound of ``JSONLimits`` was passed.
        case limitExceeded(JSONLimitKind, limit: Int)
    }

    /// What was wrong.
    public let reason: Reason
    /// Where, counted in bytes from the first byte given to the parser.
    public let byteOffset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in characters (Unicode scalars), from 1.
    public let column: Int
    /// The FHIRPath of the value, such as `Observation.component[1].valueQuantity`; nil at the root.
    ///
    /// The resource type leads where it was read before the fault; a name that FHIR could not have ends the path.
    public let path: String?
}

extension JSONError: CustomStringConvertible {
    /// What and where.
    public var description: String {
        let place = "line \(line), column \(column) (byte \(byteOffset))" + (path.map { ", \($0)" } ?? "")
        return "\(what) at \(place)"
    }

    private var what: String {
        switch reason {
        case .empty: "no JSON"
        case .unexpectedEnd: "unexpected end of the JSON text"
        case .unexpected(let expected): "expected \(expected)"
        case .invalidNumber: "not a JSON number"
        case .invalidUTF8: "not UTF-8"
        case .controlCharacter: "unescaped control character in a string"
        case .invalidEscape: "unknown escape in a string"
        case .loneSurrogate: "half of a surrogate pair"
        case .duplicateMember: "a name that stands twice in its object"
        case .trailingContent: "something after the end of the JSON value"
        case .limitExceeded(let kind, let limit): "more than \(limit) \(kind.rawValue)"
        }
    }

    /// What a person can do about it.
    public var hint: String {
        switch reason {
        case .empty: "Send one JSON object."
        case .unexpectedEnd: "Check that the whole text was sent."
        case .unexpected: "Comments, trailing commas, single quotes and unquoted names are not JSON."
        case .invalidNumber:
            "Write numbers as 12, -0.5 or 1.5e3; NaN and Infinity are not JSON: give a dataAbsentReason instead."
        case .invalidUTF8: "Encode the text as UTF-8."
        case .controlCharacter: "Escape it, for example as \\n."
        case .invalidEscape: "Escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX."
        case .loneSurrogate: "Write characters above U+FFFF as two \\u escapes, or as they are."
        case .duplicateMember: "Give each element once; repetitions belong in an array."
        case .trailingContent: "Send one JSON value; several resources belong in a Bundle."
        case .limitExceeded(.numberLength, _): "Round the number to the precision that was measured."
        case .limitExceeded: "Send less at once."
        }
    }

    /// Never: parsing is a pure function of the bytes.
    public var isRetryable: Bool { false }

    /// The fault for a FHIR client.
    public var issue: OperationOutcome.Issue {
        let code: OperationOutcome.Code
        switch reason {
        case .limitExceeded: code = .tooLong
        case .invalidNumber: code = .value
        default: code = .structure
        }
        return OperationOutcome.Issue(
            code: code, diagnostics: "The JSON has \(what) at line \(line), column \(column). \(hint)", expression: path
        )
    }
}
