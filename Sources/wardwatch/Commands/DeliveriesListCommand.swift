import ArgumentParser
import ClinicalDomain
import Store

struct DeliveriesListCommand: WardwatchCommand {
    /// Where a delivery stands, or what needs somebody, or anywhere.
    enum StateFilter: String, ExpressibleByArgument, CaseIterable {
        case unsettled, waiting, delivered, refused, skipped, all

        var states: Set<DeliveryListing.State> {
            switch self {
            case .unsettled: [.waiting, .refused]
            case .all: []
            case .waiting, .delivered, .refused, .skipped:
                Set([DeliveryListing.State(rawValue: rawValue)].compactMap { $0 })
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List messages by receiver, newest first.",
        discussion: """
            By default what needs somebody: what waits and what was refused.

            Example:
              wardwatch deliveries list --receiver pager --state all --format json
            """)

    @Option(help: ArgumentHelp("Only to this receiver.", valueName: "name"))
    var receiver: String?

    @Option(help: ArgumentHelp("Only of the alert of this number.", valueName: "id"))
    var alert: Int64?

    @Option(help: ArgumentHelp("Only in this state; unsettled: waiting or refused.", valueName: "state"))
    var state = StateFilter.unsettled

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 100

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let limit = limit.value
        let listings = try await global.store(.readOnly).deliveries(
            DeliveryFilter(receiver: receiver, alert: alert, states: state.states, limit: limit))
        if listings.count == limit, limit > 0 { Terminal.say("the newest \(limit) are shown; --limit shows more") }
        try Listing.show(
            listings.map(DeliveryRow.init), name: "deliveries", format: format.format,
            empty: state == .unsettled ? "nothing waits, nothing was refused" : "there is no such message")
    }
}

/// A delivery in a listing.
private struct DeliveryRow: ListingRow {
    let receiver: String
    let message: Int64
    let identity: String
    let alert: Int64
    let event: String
    let tier: Int
    let written: Instant
    let state: DeliveryListing.State
    let attempts: Int
    let nextAttempt: Instant?
    let settled: Instant?
    let lastError: String

    init(_ listing: DeliveryListing) {
        (receiver, message, identity) = (listing.receiver, listing.outboxID, listing.identity)
        (alert, event, tier, written) = (listing.alert, listing.event, listing.tier, listing.written)
        (state, attempts, nextAttempt) = (listing.state, listing.attempts, listing.nextAttempt)
        (settled, lastError) = (listing.settled, listing.lastError)
    }

    static let columns: [ListingColumn] = [
        "receiver", .spare("message", 5), "alert", "event", .spare("written", 4), "state", .spare("attempts", 3),
        .spare("next", 2), .prose("error", 1),
    ]

    static let fields = [
        "receiver", "message", "identity", "alert", "event", "tier", "written", "state", "attempts", "nextAttempt",
        "settled", "lastError",
    ]

    var cells: [String] {
        [
            receiver, String(message), String(alert), event, written.tableText, state.rawValue, String(attempts),
            nextAttempt?.tableText ?? "", lastError,
        ]
    }
}
