import ArgumentParser
import Daemon
import Foundation
import Store
import TerminalBoard

struct WatchCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch the ward: a live board of all patients, the highest risk first.",
        discussion: """
            A line for each patient: bed, risk with its trend and course, NEWS2, vital signs where there is room, the age \
            of the newest value, the alert and the main reason. ? explains keys and columns. Where standard output \
            is no terminal, or one that cannot move its cursor, the board is printed once.

            Example:
              wardwatch watch --unit W7
              wardwatch watch --once
            """)

    @Option(help: ArgumentHelp("Only this unit.", valueName: "unit"))
    var unit: String?

    @Option(help: ArgumentHelp("How often to look for changes: 20ms, 1s, 1m.", valueName: "duration"))
    var refresh = RefreshArgument(milliseconds: 20)

    @Flag(help: "Print the board once and end.")
    var once = false

    @Option(help: ArgumentHelp("Who acknowledges and snoozes.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let terminal = TerminalKind()
        let configuration = try global.configuration()
        let store = try WardwatchStore(path: configuration.databasePath, mode: .readOnly)
        let session = WatchSession(
            store: store, configuration: configuration, terminal: terminal, unit: unit, actor: by)
        if once || !terminal.isScreen {
            try StandardOutput.print(try await session.onePage())
        } else {
            try await session.run(refresh: .milliseconds(refresh.milliseconds))
        }
    }
}

/// How often something is looked at: `20ms`, or a duration such as `1s`.
struct RefreshArgument: ExpressibleByArgument {
    let milliseconds: Int

    var defaultValueDescription: String { "\(milliseconds)ms" }

    init(milliseconds: Int) { self.milliseconds = milliseconds }

    init?(argument: String) {
        let milliseconds =
            argument.hasSuffix("ms")
            ? Double(argument.dropLast(2)) : DurationArgument(argument: argument).map { $0.seconds * 1000 }
        guard let milliseconds, (5...3_600_000).contains(milliseconds) else { return nil }
        self.milliseconds = Int(milliseconds)
    }
}
