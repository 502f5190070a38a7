/// A number by which devices say that they measure nothing.
public struct SentinelRow: Hashable, Sendable {
    /// The number as it is sent, before any conversion; compared exactly.
    public let value: Double
    /// The only channel that it counts for.
    ///
    /// Nil for all channels, and then only where it is no plausible value: 9999 is one of urine in mL.
    public let channel: ChannelID?

    /// A row of its parts.
    public init(_ value: Double, channel: ChannelID? = nil) { (self.value, self.channel) = (value, channel) }
}
