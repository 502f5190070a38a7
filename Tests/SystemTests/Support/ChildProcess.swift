import Foundation

/// A process that a test started, with its outputs in files, so that no pipe can fill.
///
/// By `posix_spawn`: Foundation's `Process` keeps descriptors open, and hundreds of processes are started here.
final class ChildProcess {
    let processID: pid_t
    private let name: String
    private let directory: URL
    /// The end of a pipe that is its standard input, where it has one.
    let input: FileHandle?
    private var status: Int32?

    /// Starts a program.
    ///
    /// `WARDWATCH_…` variables of the test's own environment do not reach it.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], hasInput: Bool = false
    ) throws {
        name = URL(fileURLWithPath: executable).lastPathComponent
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-child-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var descriptors: [Int32] = [-1, -1]
        if hasInput {
            guard pipe(&descriptors) == 0 else {
                throw ToolFailure(tool: "pipe", text: String(cString: strerror(errno)))
            }
            for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
        input = hasInput ? FileHandle(fileDescriptor: descriptors[1], closeOnDealloc: true) : nil

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if hasInput {
            posix_spawn_file_actions_adddup2(&actions, descriptors[0], 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        for (number, file) in [(Int32(1), "stdout"), (2, "stderr")] {
            posix_spawn_file_actions_addopen(
                &actions, number, directory.appendingPathComponent(file).path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        // The test runner may block or ignore signals; a program begins without that.
        var (attributes, none, all) = (posix_spawnattr_t(), sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("WARDWATCH_") }
            .merging(environment) { $1 }.map { "\($0)=\($1)" }
        let argumentPointers = ([executable] + arguments).map { strdup($0) } + [nil]
        let variablePointers = variables.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + variablePointers { free(pointer) } }
        var processID: pid_t = 0
        let result = posix_spawn(&processID, executable, &actions, &attributes, argumentPointers, variablePointers)
        self.processID = processID
        if hasInput { close(descriptors[0]) }
        guard result == 0 else { throw ToolFailure(tool: executable, text: String(cString: strerror(result))) }
    }

    deinit {
        if isRunning {
            signal(SIGKILL)
            var ignored: Int32 = 0
            if processID > 0 { waitpid(processID, &ignored, 0) }
        }
        try? FileManager.default.removeItem(at: directory)
    }

    /// What it has written to standard output so far.
    var output: String { text("stdout") }
    /// What it has written to standard error so far.
    var errors: String { text("stderr") }

    private func text(_ file: String) -> String {
        let path = directory.appendingPathComponent(file).path
        return String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Whether it has not ended yet.
    var isRunning: Bool {
        guard status == nil, processID > 0 else { return false }
        var raw: Int32 = 0
        guard waitpid(processID, &raw, WNOHANG) == processID else { return true }
        // WIFEXITED and WEXITSTATUS; for a signal, 128 and its number as a shell says it.
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
        return false
    }

    func signal(_ number: Int32) {
        if status == nil, processID > 0 { kill(processID, number) }
    }

    /// Waits for the end.
    ///
    /// - Returns: the exit status; for a signal, 128 and its number.
    func end(within limit: Duration) async throws -> Int32 {
        do {
            try await poll(until: "the end of \(name)", within: limit, every: .milliseconds(5)) { !isRunning }
        } catch {
            signal(SIGKILL)
            throw error
        }
        return status ?? -1
    }
}

/// A command that has ended.
struct CommandResult {
    let status: Int32
    let output: String
    let errors: String
}

/// Runs a program to its end.
func run(
    _ executable: String, _ arguments: [String], environment: [String: String] = [:],
    within limit: Duration = .seconds(60)
) async throws -> CommandResult {
    let process = try ChildProcess(executable, arguments, environment: environment)
    let status = try await process.end(within: limit)
    return CommandResult(status: status, output: process.output, errors: process.errors)
}

/// Runs a system program whose failure is the test's fault.
func runTool(_ name: String, _ arguments: [String]) async throws -> String {
    guard let path = Executables.find(name) else { throw ToolFailure(tool: name, text: "not installed") }
    let result = try await run(path, arguments)
    guard result.status == 0 else { throw ToolFailure(tool: name, text: result.errors) }
    return result.output
}

/// A program of the system did not do its work.
struct ToolFailure: Error, CustomStringConvertible {
    let tool: String
    let text: String
    var description: String { "\(tool): \(text)" }
}
