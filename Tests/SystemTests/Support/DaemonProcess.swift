import Foundation
import Testing

/// A running `wardwatchd` on the database of a workspace, on free ports, without retraining.
final class DaemonProcess {
    private struct Endpoints: Decodable {
        let pid: Int32
        let mllpPort: Int?
        let httpPort: Int?
    }

    private let process: ChildProcess
    let endpointsPath: String
    let mllpPort: Int
    let httpPort: Int

    static let environment = [
        "WARDWATCH_MLLP_PORT": "0", "WARDWATCH_HTTP_PORT": "0", "WARDWATCH_RETRAINING_ENABLED": "false",
    ]

    static var executable: String { Executables.directory.appendingPathComponent("wardwatchd").path }

    /// Starts a daemon and waits until it listens.
    init(in workspace: Workspace, environment: [String: String] = [:], readsStandardInput: Bool = false) async throws {
        let process = try ChildProcess(
            Self.executable, ["--database", workspace.database] + (readsStandardInput ? ["--standard-input"] : []),
            environment: Self.environment.merging(environment) { $1 }, hasInput: readsStandardInput)
        self.process = process
        let path = "\(workspace.database).endpoints.json"
        endpointsPath = path
        // The file of a daemon that was killed stays; this one's has its number in it.
        let endpoints = try await poll("the daemon listens", every: .milliseconds(5)) { () -> Endpoints? in
            guard process.isRunning else { throw ToolFailure(tool: "wardwatchd", text: process.errors) }
            guard let data = FileManager.default.contents(atPath: path),
                let endpoints = try? JSONDecoder().decode(Endpoints.self, from: data),
                endpoints.pid == process.processID
            else { return nil }
            return endpoints
        }
        mllpPort = try #require(endpoints.mllpPort)
        httpPort = try #require(endpoints.httpPort)
    }

    /// What it has logged so far.
    var log: String { process.errors }
    /// What it has logged as an error.
    var loggedErrors: [Substring] { log.split(separator: "\n").filter { $0.contains(" error wardwatchd") } }
    var isRunning: Bool { process.isRunning }
    /// Nil once it has ended.
    var processID: Int32? { process.isRunning ? process.processID : nil }
    var input: FileHandle? { process.input }

    func connect(receiveTimeout seconds: Int = 20) throws -> MLLPConnection {
        try MLLPConnection(port: mllpPort, receiveTimeout: seconds)
    }

    /// Has it read its configuration again.
    func hangUp() { process.signal(SIGHUP) }

    /// Ends it at once, as a power failure does.
    func kill() async throws {
        process.signal(SIGKILL)
        _ = try await process.end(within: .seconds(10))
    }

    /// Ends it at once, in a while, whatever it is doing then.
    func killLater(seconds: Double) {
        let processID = process.processID
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { Foundation.kill(processID, SIGKILL) }
    }

    /// Asks it to stop.
    ///
    /// - Returns: the exit status.
    @discardableResult
    func stop(within limit: Duration = .seconds(20)) async throws -> Int32 {
        process.signal(SIGTERM)
        return try await process.end(within: limit)
    }
}
