/// A JSON value that keeps what FHIR needs kept: the literal of numbers and the order of members (RFC 8259).
///
/// `6.30` stays `6.30`: the decimals of a measurement say how precise it is, and a binary number would lose them.
/// A value that was parsed and is serialized again differs only in white space and in how characters are escaped.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number with its literal.
    case number(JSONNumber)
    /// A string, with all escapes resolved.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)
}

extension JSONValue {
    /// Reads one JSON text.
    ///
    /// RFC 8259 to the letter: UTF-8 without errors, no lone surrogates, no `NaN`, no comments, no trailing commas,
    /// nothing after the value. Beyond it, a name that stands twice in an object is refused, because readers disagree
    /// on which one counts. A byte order mark is stepped over, as RFC 8259 (section 8.1) lets a reader do: FHIR says
    /// nothing of it, and the text behind it is unambiguous.
    ///
    /// - Complexity: O(n) time; memory is bounded by the limits.
    /// - Throws: ``JSONError`` with the place of the first fault.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.parse()
    }

    /// The text of a string, nil for every other value.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, nil for every other value.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The truth value, nil for every other value.
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }

    /// The object, nil for every other value.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The items of an array; empty for every other value.
    public var array: [JSONValue] { if case .array(let items) = self { items } else { [] } }

    /// The value of a member, nil where this is no object or has no such member.
    public subscript(name: String) -> JSONValue? { object?[name] }

    /// The item at an index, nil where this is no array or has no such item.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }

    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }

    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// An object with the members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
