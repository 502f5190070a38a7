import ArgumentParser
import ClinicalDomain
import Store

/// Which entries of the quarantine a command is about.
struct QuarantineSelection: ParsableArguments {
    @Option(help: ArgumentHelp("Only what could not be used for this reason.", valueName: "reason"))
    var reason: QuarantineEntry.Reason?

    @Option(
        help: ArgumentHelp(
            "Received not before this time, or not longer ago: 2026-11-23T08:00Z, 12h, 7d.", valueName: "time"))
    var since: MomentArgument?

    @Option(
        name: [.customLong("until"), .customLong("before")],
        help: ArgumentHelp("Received before this time, or longer ago.", valueName: "time"))
    var until: MomentArgument?

    @Option(help: ArgumentHelp("Only from this sending application, device or file.", valueName: "name"))
    var source: String?

    /// Whether nothing is said.
    var isEmpty: Bool { reason == nil && since == nil && until == nil && source == nil }

    /// The filter of what is said.
    func filter(
        ids: [Int64] = [], state: QuarantineListing.State? = .waiting, limit: Int? = nil
    ) -> QuarantineFilter {
        QuarantineFilter(
            ids: ids.isEmpty ? nil : ids, reason: reason, since: since?.instant, before: until?.instant,
            source: source, state: state, limit: limit)
    }
}
