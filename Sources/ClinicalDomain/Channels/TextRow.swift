/// A text that senders write beside codes, and what it can mean.
///
/// Texts never name a channel by themselves; they only contradict a code that means something else.
public struct TextRow: Hashable, Sendable {
    /// The text; letter case and spaces around it do not count.
    public let text: String
    /// The channels that it can mean; none when it is known and not for us, such as `PVC`.
    public let channels: [ChannelID]

    /// A row of its parts.
    public init(_ text: String, _ channels: [ChannelID]) { (self.text, self.channels) = (text, channels) }
}
