internal import Foundation

/// A file beside the database while it waits to be checked after an end that was none; it outlives a start that fails.
struct UncheckedMark {
    private let path: String

    init(databasePath: String) { path = "\(databasePath).unchecked" }

    /// Whether the check is still to be done: the daemon before was killed, or somebody ended before it was.
    ///
    /// - Parameter endedUncleanly: whether the daemon before did not come to its end.
    func isThere(endedUncleanly: Bool) -> Bool {
        if endedUncleanly { _ = FileManager.default.createFile(atPath: path, contents: Data()) }
        return endedUncleanly || FileManager.default.fileExists(atPath: path)
    }

    /// The check is done.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
