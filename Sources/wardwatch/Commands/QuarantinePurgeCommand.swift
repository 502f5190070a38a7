import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct QuarantinePurgeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Dismiss entries that are of no use; they and their messages stay on record.",
        discussion: """
            A dismissed entry no longer waits and is not replayed. Nothing is deleted: the entry and its message stay, \
            and the audit trail says who dismissed it.

            Example:
              wardwatch quarantine purge 3 4
              wardwatch quarantine purge --until 30d --reason implausible --yes
            """)

    @Argument(help: "The numbers of the entries.")
    var ids: [Int64] = []

    @OptionGroup var selection: QuarantineSelection

    @Flag(help: "Everything that waits.")
    var all = false

    @Flag(help: "Do not ask on a terminal.")
    var yes = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if ids.isEmpty, selection.isEmpty, !all {
            throw ValidationError("name entries, a selection such as --until 30d, or --all")
        }
    }

    func execute() async throws {
        let store = try global.store(.existing)
        let filter = selection.filter(ids: ids)
        if !yes, isatty(STDIN_FILENO) == 1 {
            let count = try await store.quarantineCounts(filter).reduce(0) { $0 + $1.count }
            Terminal.tell("dismiss \(count) entries? [y/N] ")
            guard ["y", "yes"].contains(readLine()?.lowercased()) else {
                throw CommandError("nothing was dismissed", hint: nil)
            }
        }
        let count = try await store.dismissQuarantine(filter, by: NSUserName())
        try store.close()
        if !ids.isEmpty, count == 0 {
            throw CommandError("none of these entries waits", hint: "`wardwatch quarantine list --state all`")
        }
        Terminal.say(
            "\(count) entries dismissed; they and their messages stay on record: "
                + "`wardwatch quarantine list --state dismissed`, `wardwatch audit show`")
    }
}
