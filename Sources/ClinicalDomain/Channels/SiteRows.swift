/// Rows that a site adds to a channel table, each in the order of its file.
public struct SiteRows: Hashable, Sendable {
    /// New channels, and channels of the table with other names, ranges or accepted units.
    public var channels: [Channel] = []
    /// Codes; with a name, only for the code beside that text.
    public var codes: [CodeRow] = []
    /// Units; with a name, only for the code beside that text.
    public var units: [UnitRow] = []
    /// Numbers that mean "nothing measured".
    public var sentinels: [SentinelRow] = []

    /// No rows.
    public init() {}

    /// The kind of a row.
    public enum Kind: String, Hashable, Sendable {
        /// A channel.
        case channel
        /// A code.
        case code
        /// A unit.
        case unit
        /// A sentinel.
        case sentinel
    }

    /// A row among those of its kind.
    public struct Place: Hashable, Sendable, CustomStringConvertible {
        /// The kind.
        public let kind: Kind
        /// Counted from 1.
        public let number: Int

        /// A place of its parts.
        public init(_ kind: Kind, _ number: Int) { (self.kind, self.number) = (kind, number) }

        /// As it reads in TOML: `[[code]] 3`.
        public var description: String { "[[\(kind.rawValue)]] \(number)" }
    }
}
