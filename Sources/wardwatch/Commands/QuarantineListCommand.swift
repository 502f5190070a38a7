import ArgumentParser
import ClinicalDomain
import Store

struct QuarantineListCommand: WardwatchCommand {
    /// Where an entry stands, or anywhere.
    enum StateFilter: String, ExpressibleByArgument, CaseIterable {
        case waiting, replayed, dismissed, all

        var state: QuarantineListing.State? { QuarantineListing.State(rawValue: rawValue) }
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what could not be used, newest first.",
        discussion: """
            --summary counts what is the same: the codes and units that a mapping is missing for, by sender. Add them \
            to site.channels_file, then `wardwatch quarantine replay --reason unknown-code`.

            Example:
              wardwatch quarantine list --reason unknown-unit --since 7d
              wardwatch quarantine list --summary --format json
            """)

    @OptionGroup var selection: QuarantineSelection

    @Option(help: ArgumentHelp("Only in this state.", valueName: "state"))
    var state = StateFilter.waiting

    @Flag(help: "Count by reason, source, place and what was found.")
    var summary = false

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 100

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let limit = limit.value
        let empty = state == .waiting ? "nothing waits in quarantine" : "there is no such entry"
        if summary {
            let counts = try await store.quarantineCounts(selection.filter(state: state.state))
            let rows = QuarantineSummaryRow.rows(counts)
            if rows.count > limit {
                Terminal.say("the most frequent \(limit) of \(rows.count) are shown; --limit shows more")
            }
            try Listing.show(Array(rows.prefix(limit)), name: "summary", format: format.format, empty: empty)
        } else {
            let listings = try await store.quarantine(selection.filter(state: state.state, limit: limit))
            if listings.count == limit, limit > 0 { Terminal.say("the newest \(limit) are shown; --limit shows more") }
            try Listing.show(
                listings.map(QuarantineRow.init), name: "quarantine", format: format.format, empty: empty)
        }
    }
}
