import Foundation
import Testing

/// A retraining that is killed goes on where it was.
@Suite(
    .timeLimit(.minutes(5)),
    .enabled(if: Executables.areThere, "wardwatch and wardwatchd are built, or WARDWATCH_BIN says where they are"))
struct InterruptedRetrainingTests {
    private let arguments = [
        "retrain", "--nightly", "--outcome", "sepsis", "--network", "lstm", "--epochs", "30", "--hidden", "128",
        "--threads", "1",
    ]

    /// The bytes of the tensors of the model in use: the file without its header, which names times.
    private func weights(_ workspace: Workspace) async throws -> Data {
        let document: ModelsDocument = try await workspace.listing("models", "list")
        let name = try #require(document.active.first)
        let data = try Data(contentsOf: workspace.directory.appendingPathComponent("models/\(name)/model.safetensors"))
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return data.dropFirst(8 + length)
    }

    @Test(arguments: [SIGKILL, SIGTERM]) func `killed and started again it comes to the same weights`(
        _ signal: Int32
    ) async throws {
        let killed = try Workspace()
        try await killed.wardwatch(
            "simulate", "--history", "80", "--seed", "7", "--start", "2026-01-01T00:00:00Z", "--to", "database")
        let whole = try Workspace(copyOf: killed)
        #expect(try await whole.command(arguments).status == 0)

        let program = Executables.directory.appendingPathComponent("wardwatch").path
        let first = try ChildProcess(program, arguments + ["--database", killed.database])
        try await poll(until: "the third epoch", every: .milliseconds(1)) { first.errors.contains("epoch 3/30") }
        first.signal(signal)
        #expect(try await first.end(within: .seconds(10)) == 128 + signal)
        let interrupted: DecisionsDocument = try await killed.listing("models", "decisions")
        #expect(interrupted.decisions.map(\.decision) == [nil])

        let second = try await killed.command(arguments)
        #expect(second.status == 0 && second.errors.contains("goes on after epoch"), "\(second.errors)")
        #expect(!second.errors.contains("epoch 1/30"))
        #expect(try await weights(killed) == weights(whole))
        let done: DecisionsDocument = try await killed.listing("models", "decisions")
        #expect(done.decisions.map(\.decision) == ["promote", nil])
        let left = killed.directory.appendingPathComponent("models/.training").path
        #expect(!FileManager.default.fileExists(atPath: left))
    }
}

/// `models decisions --format json`.
struct DecisionsDocument: Decodable {
    struct Check: Decodable {
        let name: String
    }

    struct Row: Decodable {
        let id: Int
        let outcome: String
        let decision: String?
        let promoted: String?
        let checks: [Check]
    }

    let version: Int
    let decisions: [Row]
}
