/// A JSON number as it was written: `1.00` and `1` are different literals of one value.
///
/// FHIR R4 wants the precision of a decimal kept (<http://hl7.org/fhir/R4/datatypes.html#decimal>), so the digits are
/// the value here, and two numbers are equal when their literals are.
public struct JSONNumber: Hashable, Sendable, CustomStringConvertible {
    /// The literal: `-`? digits, optional fraction and exponent, by the grammar of RFC 8259, section 6.
    public let literal: String

    /// A number by its literal; nil when that is not a JSON number.
    public init?(_ literal: String) {
        guard JSONNumber.length(of: Array(literal.utf8)[...]) == literal.utf8.count else { return nil }
        self.literal = literal
    }

    /// A whole number.
    public init(_ value: Int) { literal = String(value) }

    init(checked literal: String) { self.literal = literal }

    /// The nearest binary number; nil where it would be infinite.
    public var double: Double? { Double(literal).flatMap { $0.isFinite ? $0 : nil } }

    /// The value where the literal is a whole number without fraction and exponent that fits; nil otherwise.
    public var int: Int? { Int(literal) }

    /// The literal.
    public var description: String { literal }

    /// How many bytes at the beginning are a JSON number; nil when none are.
    static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else { return nil }
        rest = rest.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            var tail = rest.dropFirst()
            if tail.first == UInt8(ascii: "+") || tail.first == UInt8(ascii: "-") { tail = tail.dropFirst() }
            let exponent = tail.prefix(while: isDigit)
            guard !exponent.isEmpty else { return nil }
            rest = tail.dropFirst(exponent.count)
        }
        return rest.startIndex - bytes.startIndex
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
