import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Mapping
import Store

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List what could not be used, and why; try it again; dismiss it.",
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
        let listings = try await store.quarantine(QuarantineFilter(reason: reason, state: .waiting, limit: limit))
        if listings.count == limit { Terminal.say("the newest \(limit) are shown; --limit shows more") }
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

struct QuarantineReplayCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Read the messages of entries again, after an upgrade or a change of the site's zone.",
        discussion: """
            HL7 messages about one patient and NDJSON lines can be read again; what is still unusable waits again.

            Example:
              wardwatch quarantine replay 3 4
            """)

    @Argument(help: "The numbers of the entries.")
    var ids: [Int64]

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let zone = TimeZone(identifier: try global.configuration().timeZone) ?? .gmt
        let store = try global.store(.existing)
        var done: Set<Int64> = []
        for id in ids {
            guard let listing = try await store.quarantineEntry(id: id),
                let message = try await store.message(id: listing.messageID)
            else { throw CommandError("there is no quarantine entry \(id)", hint: "`wardwatch quarantine list`") }
            guard done.insert(listing.messageID).inserted else { continue }
            guard listing.state == .waiting, let delivery = delivery(message, zone: zone) else {
                Terminal.say(
                    "entry \(id): cannot be read again (\(listing.format.rawValue), \(listing.state.rawValue))")
                continue
            }
            let outcome = try await store.replay(delivery, messageID: listing.messageID, by: NSUserName())
            Terminal.say(
                "entry \(id): \(outcome.stored.count) observations stored, \(outcome.quarantined) entries wait again")
        }
        try store.close()
    }

    private func delivery(_ message: Delivery.Message, zone: TimeZone) -> Delivery? {
        guard !message.body.isEmpty else { return nil }
        switch message.format {
        case .hl7v2:
            let deliveries = HL7Mapping(timeZone: zone).map(message.body, received: message.received).deliveries
            return deliveries.count == 1 ? deliveries[0] : nil
        case .ndjson: return NDJSONMapping().map(line: message.body, number: 1, received: message.received)
        case .csv, .physionet2012, .physionet2019: return nil
        }
    }
}

struct QuarantinePurgeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Dismiss entries that are of no use; they and their messages stay on record.",
        discussion: "Example:\n  wardwatch quarantine purge 3 4")

    @Argument(help: "The numbers of the entries.")
    var ids: [Int64]

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        let count = try await store.dismissQuarantine(ids: ids, by: NSUserName())
        Terminal.say("\(count) entries dismissed")
        try store.close()
    }
}
