import Foundation
import Testing

/// The commands as `wardwatch` itself tells them.
struct CommandTree: Decodable {
    struct Argument: Decodable {
        let kind: String
        let allValues: [String]?
        let abstract: String?
    }

    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// The command and all below it, with their names from the root on.
        func all(below names: [String] = []) -> [(names: [String], command: Command)] {
            let own = names + [commandName]
            let below = (subcommands ?? []).filter { $0.commandName != "help" }
            return [(own, self)] + below.flatMap { $0.all(below: own) }
        }

        var isGroup: Bool { subcommands?.contains { $0.commandName != "help" } ?? false }

        /// The lines of the examples, those that go on put together.
        var examples: [String] {
            guard let start = discussion?.firstRange(of: "Example:\n")?.upperBound, let discussion else { return [] }
            return discussion[start...].replacing(#/\\\n\s*/#, with: "").split(
                separator: "\n", omittingEmptySubsequences: false
            )
            .prefix { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
        }
    }

    let command: Command

    static func read(from program: String = "wardwatch") async throws -> CommandTree {
        let result = try await run(
            Executables.directory.appendingPathComponent(program).path, ["--experimental-dump-help"])
        try #require(result.status == 0)
        return try JSONDecoder().decode(CommandTree.self, from: Data(result.output.utf8))
    }
}
