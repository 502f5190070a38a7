import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Ingest
import RecurrentNetworks
import Scoring
import Store
import Training

/// A command that reports its errors as one line and a hint on standard error, with exit status 1.
protocol WardwatchCommand: AsyncParsableCommand {
    /// Does the work.
    func execute() async throws
}

extension WardwatchCommand {
    func run() async throws {
        do {
            try await execute()
        } catch let error as ValidationError {
            throw error
        } catch let error as ExitCode {
            throw error
        } catch let error as OutputError {
            throw ExitCode(Wardwatch.status(of: error))
        } catch {
            let (text, hint) = explanation(of: error)
            Terminal.complain(text, hint: hint)
            throw ExitCode(1)
        }
    }

    private func explanation(of error: any Error) -> (String, String?) {
        switch error {
        case let error as CommandError: (error.text, error.hint)
        case let error as StoreError: ("\(error)", error.hint)
        case let error as IngestError: ("\(error)", error.hint)
        case let error as TrainingError: ("\(error)", error.hint)
        case let error as ConfigurationError: ("\(error)", error.hint)
        case let error as DaemonError: ("\(error)", error.hint)
        case let error as ModelReferenceError: ("\(error)", error.hint)
        case let error as ModelFileError: ("\(error)", error.hint)
        case let error as RiskModelError: ("\(error)", error.hint)
        case let error as NetworkError: ("\(error)", error.hint)
        default: ("\(error)", nil)
        }
    }
}

/// A failure that only the command line knows.
struct CommandError: Error {
    let text: String
    let hint: String?

    init(_ text: String, hint: String? = nil) { (self.text, self.hint) = (text, hint) }
}
