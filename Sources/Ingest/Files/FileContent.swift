/// What a file held, besides the deliveries that were handed on.
public struct FileContent: Sendable, Hashable {
    /// Rows, lines, messages, resources or records.
    public var entries = 0
    /// Messages and resources that are valid and not for us.
    public var ignored = 0

    /// A count of nothing.
    public init() {}

    /// Adds what another file, or another part of the file, held.
    public static func += (left: inout FileContent, right: FileContent) {
        left.entries += right.entries
        left.ignored += right.ignored
    }
}
