import Foundation

/// A program on a real terminal: a window of `tmux`, whose keys are pressed and whose screen is read.
final class TmuxScreen {
    private let socket: String
    private let tmux: String

    static var isInstalled: Bool { Executables.find("tmux") != nil }

    /// Runs a shell command in a window of so many cells.
    init(
        _ command: String, columns: Int, rows: Int, in workspace: Workspace, environment: [String: String] = [:]
    ) async throws {
        guard let tmux = Executables.find("tmux") else { throw ToolFailure(tool: "tmux", text: "not installed") }
        (self.tmux, socket) = (tmux, workspace.path("tmux-\(UInt16.random(in: 0...9999))"))
        // The shell goes on after the command, so that what is left of the terminal can be looked at.
        let script = try workspace.write("\(command)\necho \"ended with $?\"\nexec sleep 1000\n", to: "screen.sh")
        let result = try await run(
            tmux,
            ["-S", socket, "-f", "/dev/null", "-u", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
                + ["/bin/sh", script],
            environment: ["LC_ALL": "C.UTF-8", "TZ": "UTC0", "SHELL": "/bin/sh"].merging(environment) { $1 })
        guard result.status == 0 else { throw ToolFailure(tool: "tmux", text: result.errors) }
    }

    @discardableResult
    private func ask(_ arguments: String...) async throws -> String {
        let result = try await run(tmux, ["-S", socket] + arguments)
        guard result.status == 0 else { throw ToolFailure(tool: "tmux", text: result.errors) }
        return result.output
    }

    /// The lines of the screen.
    func lines() async throws -> [String] {
        // The last line ends as well.
        try await ask("capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
            String.init)
    }

    /// The screen with the sequences of its styles.
    func styled() async throws -> String { try await ask("capture-pane", "-p", "-e") }

    /// Presses keys by their names in tmux; a letter is itself.
    func press(_ keys: String...) async throws {
        for key in keys { try await ask("send-keys", key) }
    }

    /// Types text.
    func type(_ text: String) async throws { try await ask("send-keys", "-l", text) }

    func resize(columns: Int, rows: Int) async throws {
        try await ask("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// Waits until the screen holds a text.
    ///
    /// - Returns: the lines.
    @discardableResult
    func waits(for text: String) async throws -> [String] {
        var last: [String] = []
        do {
            return try await poll("the screen shows \"\(text)\"") {
                last = try await lines()
                return last.contains { $0.contains(text) } ? last : nil
            }
        } catch let error as DeadlineExceeded {
            throw ToolFailure(tool: "\(error)", text: last.joined(separator: "\n"))
        }
    }

    /// Whether the terminal shows its ordinary screen with a cursor.
    func isOrdinary() async throws -> Bool {
        try await ask("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}") == "0 1 1\n"
    }

    /// Ends the window and what runs in it.
    func close() async { _ = try? await ask("kill-server") }
}
