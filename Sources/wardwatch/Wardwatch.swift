import ArgumentParser
import Daemon

/// The command line companion of the daemon.
@main
struct Wardwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wardwatch",
        abstract: "Queries, explains, trains and evaluates early warning from vital signs.",
        discussion: """
            Research software, not a medical device.

            Example:
              wardwatch import physionet2019 ./training_setA
              wardwatch retrain --outcome sepsis
              wardwatch alerts list --since 12h

            Exit status: 0 done; 1 the answer is "no" or the work failed; 64 wrong usage.
            """,
        version: Version.text,
        subcommands: [
            ImportCommand.self, PatientsCommand.self, AlertsCommand.self, ScoreCommand.self, PredictCommand.self,
            LabelCommand.self, RetrainCommand.self, EvaluateCommand.self, BacktestCommand.self, ModelsCommand.self,
            ChannelsCommand.self,
            QuarantineCommand.self, SimulateCommand.self, AuditCommand.self, BackupCommand.self, DoctorCommand.self,
        ])
}
