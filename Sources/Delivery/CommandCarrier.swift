public import ClinicalDomain
internal import Foundation

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

    /// Runs the program to its end; when the task is cancelled, ends it.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        guard let path = command.first else { return .refused("no program is named") }
        guard message.json.utf8.count <= Self.largestMessage else { return .refused("the message is too long") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(command.dropFirst())
        process.environment = Self.environment(message.message)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let input = Pipe()
        let (exit, exited) = AsyncStream<DeliveryAttempt>.makeStream()
        process.terminationHandler = { ended in
            exited.yield(Self.meaning(of: ended))
            exited.finish()
        }
        do {
            try input.fileHandleForWriting.write(contentsOf: Data(message.json.utf8))
            try input.fileHandleForWriting.close()
            process.standardInput = input
            try process.run()
            try? input.fileHandleForReading.close()
        } catch {
            return .failed("the program could not be started")
        }
        // The end is waited for by a task that is not cancelled, so that two runs never overlap.
        let end = Task { () -> DeliveryAttempt in
            for await attempt in exit { return attempt }
            return .failed("the program's end was not seen")
        }
        return await withTaskCancellationHandler {
            await end.value
        } onCancel: {
            process.terminate()
            Task {
                try? await Task.sleep(for: Self.grace)
                if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            }
        }
    }

    private static func meaning(of ended: Process) -> DeliveryAttempt {
        let status = ended.terminationStatus
        if ended.terminationReason == .uncaughtSignal { return .failed("ended by signal \(status)") }
        return status == 0
            ? .delivered : status == refusal ? .refused("exit status 65") : .failed("exit status \(status)")
    }

    private static func environment(_ alert: AlertMessage) -> [String: String] {
        let ours = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG", "TZ"].contains($0.key) }
        return ours.merging([
            "WARDWATCH_IDENTITY": alert.identity, "WARDWATCH_EVENT": alert.event, "WARDWATCH_ALERT": "\(alert.alert)",
            "WARDWATCH_STATE": alert.state.rawValue, "WARDWATCH_TIER": "\(alert.tier)",
            "WARDWATCH_REASONS": alert.reasons.map(\.rawValue).joined(separator: " "),
            "WARDWATCH_UNIT": alert.unit, "WARDWATCH_ASKS_FOR_ATTENTION": "\(alert.asksForAttention)",
        ]) { $1 }
    }
}
