import ArgumentParser
import ClinicalDomain
import Store

struct DeliveriesReceiversCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "receivers", abstract: "List the receivers of alerts and how they stand.",
        discussion: "Example:\n  wardwatch deliveries receivers")

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let receivers = try await global.store(.readOnly).receivers()
        try Listing.show(
            receivers.map(ReceiverRow.init), name: "receivers", format: format.format, empty: "there are no receivers")
    }
}

/// A receiver in a listing.
private struct ReceiverRow: ListingRow {
    let name: String
    let waiting: Int
    let refused: Int
    let oldest: Instant?
    let delivered: Instant?
    let failingSince: Instant?
    let nextAttempt: Instant?

    init(_ state: ReceiverState) {
        (name, waiting, refused, oldest) = (state.name, state.waiting, state.refused, state.oldest)
        (delivered, failingSince, nextAttempt) = (state.delivered, state.failingSince, state.nextAttempt)
    }

    static let columns: [ListingColumn] = [
        "name", "waiting", "refused", .spare("oldest", 2), .spare("delivered", 3), "failing", .spare("next", 1),
    ]

    static let fields = ["name", "waiting", "refused", "oldest", "delivered", "failingSince", "nextAttempt"]

    var cells: [String] {
        [
            name, String(waiting), String(refused), oldest?.tableText ?? "", delivered?.tableText ?? "",
            failingSince?.tableText ?? "", nextAttempt?.tableText ?? "",
        ]
    }
}
