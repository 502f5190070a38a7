import Foundation
import Testing

/// A temporary directory with a database, removed with the last reference.
final class Workspace: Sendable {
    let directory: URL

    init(named name: String = "wardwatch-test-\(UUID())") throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// A copy of everything in another workspace, whose processes have ended.
    init(copyOf other: Workspace) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-test-\(UUID())")
        try FileManager.default.copyItem(at: other.directory, to: directory)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var database: String { path("ward.sqlite") }

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let url = directory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url, options: .atomic)
        return url.path
    }

    /// Runs `wardwatch` on the database, whatever comes of it.
    func command(
        _ arguments: [String], environment: [String: String] = [:], within limit: Duration = .seconds(60)
    ) async throws -> CommandResult {
        try await run(
            Executables.directory.appendingPathComponent("wardwatch").path, arguments + ["--database", database],
            environment: environment, within: limit)
    }

    /// Runs `wardwatch` on the database, which must succeed.
    ///
    /// - Returns: its standard output.
    @discardableResult
    func wardwatch(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let result = try await command(arguments)
        try #require(result.status == 0, "\(arguments): \(result.errors)", sourceLocation: sourceLocation)
        return result.output
    }

    /// Runs a listing command and decodes its JSON.
    func listing<Document: Decodable>(_ arguments: String...) async throws -> Document {
        let result = try await command(arguments + ["--format", "json"])
        try #require(result.status == 0, "\(arguments): \(result.errors)")
        return try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    }

    // MARK: - The database, read by another SQLite

    /// The rows of a query.
    ///
    /// The `sqlite3` program reads them, or Python where it is missing.
    func rows(_ query: String) async throws -> [[String]] {
        let separator = "\u{1F}"
        let output: String
        if Executables.find("sqlite3") != nil {
            output = try await runTool("sqlite3", ["-readonly", "-batch", "-separator", separator, database, query])
        } else {
            let program = """
                import sqlite3, sys
                for row in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute(sys.argv[2]):
                    print("\\x1f".join("" if cell is None else str(cell) for cell in row))
                """
            output = try await runTool("python3", ["-c", program, database, query])
        }
        return output.split(separator: "\n").map { $0.components(separatedBy: separator) }
    }

    /// Changes the database as somebody does who has the file in hands.
    func change(_ statements: String) async throws {
        let program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
        _ = try await runTool("python3", ["-c", program, database, statements])
    }

    /// The number that a query gives.
    func count(_ query: String) async throws -> Int { Int(try await rows(query).first?.first ?? "") ?? -1 }

    /// Waits until every open stay has been assessed with everything that was committed.
    func assessmentsHaveCaughtUp() async throws {
        try await poll(until: "assessments have caught up") {
            try await count("SELECT count(*) FROM encounter WHERE changedBy > assessedThrough AND discharged IS NULL")
                == 0
        }
    }
}
