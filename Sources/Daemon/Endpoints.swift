internal import Foundation

/// Where a running daemon listens: written beside the database once it does, removed when it stops.
public struct Endpoints: Codable, Hashable, Sendable {
    /// The version of this layout.
    public var version = 1
    /// The process.
    public var pid: Int32
    /// The port for MLLP; nil when it does not listen.
    public var mllpPort: Int?
    /// The ports of further listeners for MLLP by their names; nil when there are none.
    public var mllpListeners: [String: Int]?
    /// The port for HTTP; nil when it does not listen.
    public var httpPort: Int?

    /// Endpoints of a process that does not listen yet.
    public init(pid: Int32) { self.pid = pid }

    /// The file for a database.
    public static func path(databasePath: String) -> String { "\(databasePath).endpoints.json" }

    /// The endpoints of the daemon that runs on a database; nil when none does.
    public static func ofRunningDaemon(databasePath: String) -> Endpoints? {
        guard let data = FileManager.default.contents(atPath: path(databasePath: databasePath)),
            let endpoints = try? JSONDecoder().decode(Endpoints.self, from: data),
            kill(endpoints.pid, 0) == 0 || errno == EPERM
        else { return nil }
        return endpoints
    }

    /// Whether a daemon left its file behind: it did not come to its end.
    static func areLeft(databasePath: String) -> Bool {
        FileManager.default.fileExists(atPath: path(databasePath: databasePath))
    }

    func write(databasePath: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let url = URL(fileURLWithPath: Self.path(databasePath: databasePath))
        try encoder.encode(self).write(to: url, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: url.path)
    }

    static func remove(databasePath: String) {
        try? FileManager.default.removeItem(atPath: path(databasePath: databasePath))
    }
}
