public import ClinicalDomain
internal import Foundation
internal import Subprocess
internal import SystemPackage

/// Runs a program for each message, with the message as JSON on its standard input.
///
/// No shell is involved. The program gets `PATH`, `HOME`, `LANG` and `TZ` of the daemon and the variables
/// `WARDWATCH_IDENTITY`, `…_EVENT`, `…_ALERT`, `…_STATE`, `…_TIER`, `…_REASONS`, `…_UNIT`, `…_ASKS_FOR_ATTENTION`
/// (`true` or `false`). What it writes is thrown away.
///
/// | exit status | meaning |
/// | --- | --- |
/// | 0 | delivered |
/// | 65 (`EX_DATAERR` of sysexits.h) | refused |
/// | any other, a signal, not started | failed: to be tried again |
public struct CommandCarrier: AlertCarrier {
    /// What a pipe holds on Linux: written before the program starts, nothing can block.
    private static let largestMessage = 60_000
    private static let refusal: Int32 = 65
    /// How long a program that is told to end may take before it is killed.
    private static let grace = Duration.seconds(1)

    private let command: [String]

    /// A carrier that runs a program.
    ///
    /// - Parameter command: the path of the program, and its arguments.
    public init(command: [String]) { self.command = command }

    /// Runs the program to its end; when the task is cancelled, ends it and what it has started.
    ///
    /// What the program leaves running when it ends by itself is not waited for.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        guard let path = command.first else { return .refused("no program is named") }
        guard message.json.utf8.count <= Self.largestMessage else { return .refused("the message is too long") }
        var options = PlatformOptions()
        // A group of its own, so that its children are ended with it.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: Self.grace),
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(Array(command.dropFirst())),
                environment: .custom(Self.environment(message.message)), platformOptions: options,
                input: .fileDescriptor(try Self.pipe(message.json), closeAfterSpawningProcess: true),
                output: .discarded, error: .discarded)
            return Self.meaning(of: result.terminationStatus)
        } catch {
            return .failed("the program could not be started")
        }
    }

    /// The reading end of a pipe that holds a text, and nothing after it.
    private static func pipe(_ text: String) throws -> FileDescriptor {
        let (reading, writing) = try FileDescriptor.pipe()
        defer { try? writing.close() }
        do {
            try writing.writeAll(text.utf8)
            return reading
        } catch {
            try? reading.close()
            throw error
        }
    }

    private static func meaning(of status: TerminationStatus) -> DeliveryAttempt {
        switch status {
        case .exited(0): .delivered
        case .exited(Self.refusal): .refused("exit status \(Self.refusal)")
        case .exited(let code): .failed("exit status \(code)")
        case .signaled(let signal): .failed("ended by signal \(signal)")
        }
    }

    private static func environment(_ alert: AlertMessage) -> [Environment.Key: String] {
        let ours = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG", "TZ"].contains($0.key) }
        let all = ours.merging([
            "WARDWATCH_IDENTITY": alert.identity, "WARDWATCH_EVENT": alert.event, "WARDWATCH_ALERT": "\(alert.alert)",
            "WARDWATCH_STATE": alert.state.rawValue, "WARDWATCH_TIER": "\(alert.tier)",
            "WARDWATCH_REASONS": alert.reasons.map(\.rawValue).joined(separator: " "),
            "WARDWATCH_UNIT": alert.unit, "WARDWATCH_ASKS_FOR_ATTENTION": "\(alert.asksForAttention)",
        ]) { $1 }
        return Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(stringLiteral: $0), $1) })
    }
}
