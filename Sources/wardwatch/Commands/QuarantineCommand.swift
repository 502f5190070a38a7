import ArgumentParser
import ClinicalDomain
import Store

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List what could not be used, and why; try it again; dismiss it.",
        discussion: "Example:\n  wardwatch quarantine list --summary",
        subcommands: [
            QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineReplayCommand.self,
            QuarantinePurgeCommand.self,
        ],
        defaultSubcommand: QuarantineListCommand.self)
}

/// An entry of the quarantine in a listing.
struct QuarantineRow: ListingRow {
    let id: Int64
    let received: Instant
    let format: String
    let source: String
    let reason: QuarantineEntry.Reason
    let place: String
    let found: String
    let hint: String
    let state: QuarantineListing.State
    let messageID: Int64

    init(_ listing: QuarantineListing) {
        (id, received, messageID) = (listing.id, listing.received, listing.messageID)
        (format, source, state) = (listing.format.rawValue, listing.source, listing.state)
        (reason, place) = (listing.entry.reason, listing.entry.place)
        (found, hint) = (listing.entry.found, listing.entry.hint)
    }

    static let columns: [ListingColumn] = [
        "id", .spare("received", 3), .spare("format", 4), .spare("source", 2), "reason", "place", .spare("found", 1),
        .prose("hint", 1),
    ]

    static let fields = [
        "id", "received", "format", "source", "reason", "place", "found", "hint", "state", "messageID",
    ]

    var cells: [String] {
        [String(id), received.tableText, format, source, reason.rawValue, place, String(found.prefix(32)), hint]
    }
}
