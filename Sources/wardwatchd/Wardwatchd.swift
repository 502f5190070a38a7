import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Logging
import ServiceManager
import Store

/// The daemon's command line.
@main
struct Wardwatchd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wardwatchd",
        abstract: "Watches patients' vital signs: takes them in, scores them, and raises alerts.",
        discussion: """
            Research software, not a medical device.

            Listens for HL7 v2 over MLLP (127.0.0.1:2575) and for HTTP (127.0.0.1:8642: /healthz, /readyz, /metrics, \
            /fhir). Stops on SIGTERM or SIGINT when what is in hand is done; reads its configuration again on SIGHUP. \
            Logs to standard error, for the journal of systemd with levels.

            Example:
              wardwatchd --config /etc/wardwatch/wardwatch.toml
              WARDWATCH_MLLP_PORT=0 wardwatchd --database ./ward.sqlite

            Configuration keys, each also as an environment variable (mllp.port: WARDWATCH_MLLP_PORT):
            \(ConfigurationKey.all.map { listing($0, indent: "  ") }.joined(separator: "\n"))

            Arrays of tables, in the file only:
            \(ConfigurationTable.all.map(listing).joined(separator: "\n"))
            """,
        version: Version.text)

    @Option(help: ArgumentHelp("The TOML file; without it the defaults hold.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The SQLite file; overrides database.path.", valueName: "file"))
    var database: String?

    @Flag(help: "Check the configuration, say what is wrong with it, and stop.")
    var checkConfig = false

    @Flag(help: "Print a configuration file with every key, its default and what it does, and stop.")
    var exampleConfig = false

    @Flag(help: "Print every metric of /metrics as a table in Markdown, and stop.")
    var listMetrics = false

    @Flag(help: "Take in NDJSON lines from standard input as well.")
    var standardInput = false

    func run() async throws {
        if exampleConfig {
            print(ExampleConfiguration.text, terminator: "")
            return
        }
        if listMetrics {
            print(MetricsDocument.text, terminator: "")
            return
        }
        // Files 0640 and directories 0750 at most, whatever makes them.
        _ = umask(umask(0) | 0o027)
        let environment = ProcessInfo.processInfo.environment
        let configuration: WardwatchConfiguration
        do {
            configuration = try read(environment)
        } catch {
            fail("\(error)", hint: error.hint, status: 1)
        }
        if checkConfig {
            print("the configuration is valid")
            return
        }
        let logLevel = SharedLogLevel(Logger.Level(rawValue: configuration.logLevel) ?? .info)
        let isInJournal = JournalStream.isStandardError(environment: environment)
        LoggingSystem.bootstrap { label in
            logLevel.handler(isInJournal ? JournalLogHandler() : StreamLogHandler.standardError(label: label))
        }
        let manager = NotifySocket(
            environment: environment, processID: ProcessInfo.processInfo.processIdentifier)
        do {
            let daemon = try WardwatchDaemon(
                configuration: configuration, logger: Logger(label: "wardwatchd"), logLevel: logLevel, manager: manager)
            try await daemon.run(
                readsStandardInput: standardInput, retrainingExecutable: companion(),
                reread: { () throws(ConfigurationError) in try read(environment) })
        } catch let error as StoreError {
            fail("\(error)", hint: error.hint, status: 1)
        } catch let error as DaemonError {
            fail("\(error)", hint: error.hint, status: 1)
        } catch let error as ChannelFileError {
            fail("\(error)", hint: error.hint, status: 1)
        } catch {
            let ports = "MLLP port \(configuration.mllp.port) or HTTP port \(configuration.httpPort)"
            fail("\(error)", hint: "see the log above; is another program listening on \(ports)?", status: 1)
        }
    }

    /// What the administrator has set: file, environment, options, and the files that they name.
    private func read(_ environment: [String: String]) throws(ConfigurationError) -> WardwatchConfiguration {
        var configuration = try ConfigurationReader.read(
            path: config ?? environment["WARDWATCH_CONFIG"], environment: environment)
        if let path = database ?? environment["WARDWATCH_DATABASE"] { configuration.useDatabase(at: path) }
        try configuration.checkExposure()
        try configuration.checkFiles()
        return configuration
    }

    /// The `wardwatch` command beside this one, or in `bin` beside its `sbin`; nil when it is not there.
    private func companion() -> String? {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let directory = URL(fileURLWithPath: own).deletingLastPathComponent()
        return ["wardwatch", "../bin/wardwatch"].map { directory.appendingPathComponent($0).standardizedFileURL.path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private func fail(_ text: String, hint: String, status: Int32) -> Never {
        // Where that fails there is nowhere to say so; the status says it.
        try? FileHandle.standardError.write(contentsOf: Data("wardwatchd: \(text)\nhint: \(hint)\n".utf8))
        Foundation.exit(status)
    }
}

private func listing(_ key: ConfigurationKey, indent: String) -> String {
    let name = key.defaultText.isEmpty ? "\(key.name): required" : "\(key.name) = \(key.defaultText)"
    let secret = key.isSecret ? "; keep that file secret" : ""
    return "\(indent)\(name)\n\(indent)    \(key.summary) (\(key.type)\(secret))"
}

private func listing(_ table: ConfigurationTable) -> String {
    "  [[\(table.name)]]\n      \(table.summary)\n"
        + table.keys.map { listing($0, indent: "    ") }.joined(separator: "\n")
}
