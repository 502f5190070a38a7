import ArgumentParser
import ClinicalDomain
import Store

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List what could not be used, and why; show one entry.",
        subcommands: [QuarantineListCommand.self, QuarantineShowCommand.self],
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

    static let columns = ["id", "received", "format", "reason", "place", "found", "hint"]

    var cells: [String] {
        [String(id), received.iso8601, format, reason.rawValue, place, String(found.prefix(32)), hint]
    }

}

struct QuarantineListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what could not be used, newest first.",
        discussion: "Example:\n  wardwatch quarantine list --reason unknown-unit")

    @Option(help: "Only this reason.")
    var reason: QuarantineEntry.Reason?

    @Option(help: "At most so many.")
    var limit = 100

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let listings = try await store.quarantine(QuarantineFilter(reason: reason, limit: limit))
        try Listing.show(
            listings.map(QuarantineRow.init), name: "quarantine", format: format.format,
            empty: "nothing is quarantined")
    }
}

struct QuarantineShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an entry with the message it came in.",
        discussion: "Example:\n  wardwatch quarantine show 3")

    @Argument(help: "The number of the entry.")
    var id: Int64

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard let listing = try await store.quarantineEntry(id: id) else {
            throw CommandError("there is no quarantine entry \(id)", hint: "`wardwatch quarantine list`")
        }
        let row = QuarantineRow(listing)
        print("entry \(row.id)  \(row.reason.rawValue)  \(row.state.rawValue)  received \(row.received)")
        print("place  \(row.place)\nfound  \(row.found)\nhint   \(row.hint)\n")
        if let message = try await store.message(id: listing.messageID), !message.body.isEmpty {
            print(String(decoding: message.body.map { $0 == 13 ? 10 : $0 }, as: UTF8.self))
        }
    }
}
