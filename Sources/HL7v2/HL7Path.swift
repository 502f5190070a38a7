/// The 1-based place of a value in a message, as people write it.
///
///     OBX[2]-5[3].1.2     second OBX, field 5, third repetition, component 1, subcomponent 2
///     PID-3.1             first PID, field 3, first repetition, component 1
///     EVN                 first EVN
///
/// A missing occurrence or repetition means the first; it is not printed.
public struct HL7Path: Sendable, Hashable {
    /// The segment name, for example `OBX`.
    public let segment: String
    /// Which segment of that name, counted through the whole message.
    public let occurrence: Int
    /// The field, or `nil` for the whole segment.
    public let field: Int?
    /// The repetition of the field, or `nil` for the whole field.
    public let repetition: Int?
    /// The component, or `nil`.
    public let component: Int?
    /// The subcomponent, or `nil`.
    public let subcomponent: Int?

    /// A path from its parts, all counted from 1.
    public init(
        segment: String, occurrence: Int = 1, field: Int? = nil, repetition: Int? = nil, component: Int? = nil,
        subcomponent: Int? = nil
    ) {
        self.segment = segment
        self.occurrence = occurrence
        self.field = field
        self.repetition = repetition
        self.component = component
        self.subcomponent = subcomponent
    }

    /// Reads a path such as `OBX[2]-5.1`.
    ///
    /// - Throws: ``HL7Error/invalidPath(_:)``.
    public init(parsing text: String) throws(HL7Error) {
        guard let path = Self.parse(text) else { throw .invalidPath(text) }
        self = path
    }

    /// The place in the layout of ERR-2 (data type ERL): segment, sequence, field, repetition, component, subcomponent.
    public var errorLocation: [String] {
        var parts = [segment, String(occurrence)]
        guard let field else { return parts }
        parts.append(String(field))
        guard repetition != nil || component != nil else { return parts }
        parts.append(String(repetition ?? 1))
        guard let component else { return parts }
        parts.append(String(component))
        if let subcomponent { parts.append(String(subcomponent)) }
        return parts
    }

    private static func parse(_ text: String) -> HL7Path? {
        var rest = Substring(text)
        let segment = rest.prefix(3)
        guard segment.utf8.count == 3, HL7Segment.isValidName(segment.utf8) else { return nil }
        rest = rest.dropFirst(3)
        guard let occurrence = takeBracket(&rest) else { return nil }
        guard !rest.isEmpty else { return HL7Path(segment: String(segment), occurrence: occurrence ?? 1) }
        guard take("-", &rest), let field = takeNumber(&rest), let repetition = takeBracket(&rest) else { return nil }
        var component: Int?
        var subcomponent: Int?
        if take(".", &rest) {
            guard let number = takeNumber(&rest) else { return nil }
            component = number
            if take(".", &rest) {
                guard let number = takeNumber(&rest) else { return nil }
                subcomponent = number
            }
        }
        guard rest.isEmpty else { return nil }
        return HL7Path(
            segment: String(segment), occurrence: occurrence ?? 1, field: field, repetition: repetition,
            component: component, subcomponent: subcomponent)
    }

    private static func take(_ character: Character, _ rest: inout Substring) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// An optional `[n]`: `.some(nil)` when there is none, `nil` when it is malformed.
    private static func takeBracket(_ rest: inout Substring) -> Int?? {
        guard take("[", &rest) else { return .some(nil) }
        guard let number = takeNumber(&rest), take("]", &rest) else { return nil }
        return number
    }

    private static func takeNumber(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.utf8.count <= 6, let number = Int(digits), number >= 1 else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }
}

extension HL7Path: CustomStringConvertible {
    /// The path as people write it, for example `OBX[2]-5.1`.
    public var description: String {
        var text = occurrence == 1 ? segment : "\(segment)[\(occurrence)]"
        guard let field else { return text }
        text += "-\(field)"
        if let repetition, repetition != 1 { text += "[\(repetition)]" }
        if let component { text += ".\(component)" }
        if let subcomponent { text += ".\(subcomponent)" }
        return text
    }
}

extension HL7Path: ExpressibleByStringLiteral {
    /// A path written in the source.
    ///
    /// - Precondition: The literal is a path. For text from elsewhere use ``init(parsing:)``.
    public init(stringLiteral value: String) {
        guard let path = Self.parse(value) else { preconditionFailure("\"\(value)\" is no HL7 path") }
        self = path
    }
}
