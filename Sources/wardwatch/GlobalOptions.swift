import ArgumentParser
import Daemon
import Foundation
import Store

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The SQLite file (or WARDWATCH_DATABASE).", valueName: "file"), completion: .file())
    var database: String?

    @Option(
        help: ArgumentHelp("The daemon's TOML file (or WARDWATCH_CONFIG).", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var config: String?

    @Option(
        help: ArgumentHelp("The directory of trained models; by default models beside the database.", valueName: "dir"),
        completion: .directory)
    var models: String?

    /// The daemon's configuration, with the options in place of what it says.
    func configuration() throws -> WardwatchConfiguration {
        let environment = ProcessInfo.processInfo.environment
        var configuration = try ConfigurationReader.read(
            path: config ?? environment["WARDWATCH_CONFIG"], environment: environment)
        if let path = database ?? environment["WARDWATCH_DATABASE"] { configuration.databasePath = path }
        if let models { configuration.modelsDirectory = models }
        return configuration
    }

    func store(_ mode: WardwatchStore.Mode) throws -> WardwatchStore {
        try WardwatchStore(path: try configuration().databasePath, mode: mode)
    }

    func modelDirectory() throws -> ModelDirectory { ModelDirectory(try configuration()) }
}

/// How a listing looks.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, ndjson, csv
}

struct FormatOption: ParsableArguments {
    @Option(help: "How the listing is written.")
    var format = OutputFormat.table
}

/// How an answer looks that is no list.
enum DocumentFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, ndjson
}

struct DocumentFormatOption: ParsableArguments {
    @Option(help: "How the answer is written: for people, or as one JSON document.")
    var format = DocumentFormat.table
}
