/// Bounds that keep hostile or broken JSON from exhausting memory or the stack.
///
/// A value takes 24 bytes in its array and 40 in its object, besides what it holds, so ``values`` bounds what a text of
/// many small values needs.
public struct JSONLimits: Sendable, Hashable {
    /// The largest text in bytes.
    public var bytes: Int
    /// The deepest nesting of arrays and objects, at most 256 because parsing recurses.
    public var depth: Int
    /// The largest number of members of one object.
    public var members: Int
    /// The largest number of values in the text, those in arrays and objects included.
    public var values: Int
    /// The longest literal of a number in bytes: digits beyond it measure nothing, and are refused rather than cut off.
    public var numberLength: Int

    /// 16 MiB, depth 64, 1 000 members, 1 000 000 values, 64 bytes a number: above any real resource, below harm.
    public static let standard = JSONLimits(
        bytes: 16 << 20, depth: 64, members: 1_000, values: 1_000_000, numberLength: 64)

    /// Bounds for callers who know their senders; a depth above 256 counts as 256.
    public init(bytes: Int, depth: Int, members: Int, values: Int, numberLength: Int) {
        (self.bytes, self.depth, self.members) = (bytes, min(depth, 256), members)
        (self.values, self.numberLength) = (values, numberLength)
    }
}

/// Which bound of ``JSONLimits`` was passed.
public enum JSONLimitKind: String, Sendable, Hashable {
    /// Bytes of the text.
    case bytes
    /// Nested arrays and objects.
    case depth
    /// Members of an object.
    case members
    /// Values in the text.
    case values
    /// Bytes of a number.
    case numberLength = "bytes of a number"
}
