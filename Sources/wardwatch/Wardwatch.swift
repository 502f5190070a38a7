import ArgumentParser
import Daemon
import Foundation

/// The command line companion of the daemon.
@main
struct Wardwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wardwatch",
        abstract: "Query, explain, train and evaluate early warning from vital signs.",
        discussion: """
            Research software, not a medical device.

            Data go to standard output, talk to standard error. Every command takes --database and --config; \
            listings take --format table, json, ndjson or csv.

            Example:
              wardwatch import physionet2019 ./training_setA
              wardwatch retrain --outcome sepsis
              wardwatch alerts list --since 12h

            Exit status: 0 done; 1 the answer is "no" or the work failed; 64 wrong usage.
            """,
        version: Version.text,
        subcommands: [
            ImportCommand.self, PatientsCommand.self, AlertsCommand.self, WatchCommand.self, ScoreCommand.self,
            PredictCommand.self,
            LabelCommand.self, RetrainCommand.self, EvaluateCommand.self, BacktestCommand.self, ReportCommand.self,
            ModelsCommand.self, ChannelsCommand.self, DeliveriesCommand.self,
            QuarantineCommand.self, SimulateCommand.self, ExportCommand.self, AuditCommand.self, TokensCommand.self,
            BackupCommand.self, RestoreCommand.self,
            DoctorCommand.self,
        ])

    /// Runs the command that the arguments name, and ends with its status.
    static func main() async {
        // A closed pipe is an error of the write that meets it, so that a file half written is still finished.
        signal(SIGPIPE, SIG_IGN)
        // What is written here is about patients: for the user and the group at most.
        _ = umask(umask(0) | 0o027)
        Foundation.exit(await status(of: Array(CommandLine.arguments.dropFirst())))
    }

    private static func status(of arguments: [String]) async -> Int32 {
        let path = CommandPath(arguments, root: Wardwatch.self)
        if let complaint = UsageComplaint(unknownCommandIn: path) {
            complaint.tell()
            return ExitCode.validationFailure.rawValue
        }
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return status(of: error, path: path)
        }
    }

    /// The status that an error of the argument parser ends with; help and version are such errors too.
    private static func status(of error: any Error, path: CommandPath) -> Int32 {
        let code = exitCode(for: error).rawValue
        do throws(OutputError) {
            if code == 0 {
                try StandardOutput.print(Self.brief(fullMessage(for: error)))
            } else {
                UsageComplaint(message: message(for: error), fullMessage: fullMessage(for: error), path: path).tell()
            }
            return code
        } catch {
            return status(of: error)
        }
    }

    /// The help with `[options]` for all options that may be left out, where its usage line has many.
    private static func brief(_ help: String) -> String {
        guard let usage = help.split(separator: "\n").first(where: { $0.hasPrefix("USAGE: ") }), usage.count > 60 else {
            return help
        }
        let needed = usage.replacing(#/ \[--[^\]]*\]( \.\.\.)?/#, with: "")
        return help.replacing(usage, with: "\(needed) [options]", maxReplacements: 1)
    }

    /// The status that an answer ends with which did not reach its reader.
    static func status(of error: OutputError) -> Int32 {
        if case .closed = error { return 0 }
        Terminal.complain(error.description, hint: error.hint)
        return 1
    }
}
