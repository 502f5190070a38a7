import Alerting
import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation

struct AlertsPolicyCommand: WardwatchCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Show when alerts are raised, presented again, escalated and cleared.",
        discussion: """
            The numbers are those of the configuration; the transitions are those of the program. Markdown gives the \
            page docs/alerting.md.

            Example:
              wardwatch alerts policy --format json
            """)

    @Option(help: "How it is written.")
    var format = Format.table

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        switch format {
        case .markdown: try StandardOutput.print(AlertingMarkdown().text)
        case .json:
            try Listing.show(
                Document(version: Listing.version, policy: try global.configuration().alertPolicy, transitions: rows))
        case .table:
            let policy = try global.configuration().alertPolicy
            try StandardOutput.print(Terminal.wrapped(AlertPolicyStory(policy).text + "\n"))
            try Listing.show(rows, name: "transitions", format: .table, empty: "")
        }
    }

    private var rows: [AlertTransitionRow] { AlertTransition.table.map(AlertTransitionRow.init) }

    private struct Document: Encodable {
        let version: Int
        let policy: AlertPolicy
        let transitions: [AlertTransitionRow]
    }
}

/// A row of the table of transitions.
struct AlertTransitionRow: ListingRow {
    let from: String
    let event: String
    let when: String
    let to: String
    let effect: String

    init(_ transition: AlertTransition) {
        (from, event) = (transition.from?.rawValue ?? "none", transition.event.rawValue)
        (when, to, effect) = (transition.event.words, transition.to.rawValue, transition.effect.rawValue)
    }

    static let columns: [ListingColumn] = ["from", .prose("event"), "to", .prose("effect")]
    static let fields = ["from", "event", "when", "to", "effect"]
    var cells: [String] { [from, event, to, effect] }
}
