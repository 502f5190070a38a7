import ArgumentParser
import ClinicalDomain
import Foundation
import Ingest
import Store

struct QuarantineShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an entry with the message it came in.",
        discussion: """
            The line of the place begins with >, and in HL7 the field stands between >> and <<.

            Example:
              wardwatch quarantine show 3
              wardwatch quarantine show 3 --format json
            """)

    /// The entry and its message as JSON.
    private struct Document: Encodable {
        struct Message: Encodable {
            let id: Int64
            let received: Instant
            /// As it arrived; bytes that are no UTF-8 are replaced.
            let body: String
        }

        let version = Listing.version
        let entry: QuarantineRow
        let message: Message?
    }

    @Argument(help: "The number of the entry.")
    var id: Int64

    @OptionGroup var format: DocumentFormatOption

    @Flag(help: "The same as --format json.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard let listing = try await store.quarantineEntry(id: id) else {
            throw CommandError("there is no quarantine entry \(id)", hint: "`wardwatch quarantine list`")
        }
        let row = QuarantineRow(listing)
        let message = try await store.keptMessage(of: listing)
        let format = json ? .json : format.format
        if format != .table {
            return try Listing.show(
                Document(
                    entry: row,
                    message: message.map {
                        Document.Message(
                            id: listing.messageID, received: $0.received, body: String(decoding: $0.body, as: UTF8.self)
                        )
                    }), format: format)
        }
        try StandardOutput.print(
            "entry \(row.id)  \(row.reason.rawValue)  \(row.state.rawValue)  received \(row.received)")
        let source = row.source.isEmpty ? "" : " from \(Terminal.printable(row.source))"
        try StandardOutput.print("message \(row.messageID)  \(row.format)\(source)")
        for (label, text) in [("place", row.place), ("found", row.found), ("hint", row.hint)] {
            try StandardOutput.print(
                "\(label.padding(toLength: 6, withPad: " ", startingAt: 0)) \(Terminal.printable(text))")
        }
        guard let message else {
            try StandardOutput.print("\nThe message was not kept; its file can be read again.")
            return
        }
        try StandardOutput.print("")
        for line in MessageText(message, place: row.place).lines {
            try StandardOutput.print("\(line.isMarked ? ">" : " ") \(Terminal.printable(line.text))")
        }
    }
}
