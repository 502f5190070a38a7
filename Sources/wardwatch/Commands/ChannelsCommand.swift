import ArgumentParser
import ClinicalDomain
import Daemon

struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "Show what codes, units and values are understood.",
        discussion: "Example:\n  wardwatch channels list",
        subcommands: [ChannelsListCommand.self], defaultSubcommand: ChannelsListCommand.self)
}

/// How the channel table is shown.
enum ChannelsFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, ndjson, csv, markdown
}

struct ChannelsListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the channel table with the rows of site.channels_file.",
        discussion: """
            The json and markdown formats have the codes, texts and spellings of units as well.

            Example:
              wardwatch channels list --format json --config /etc/wardwatch/wardwatch.toml
            """)

    @Option(help: "How the table is written.")
    var format = ChannelsFormat.table

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let table = try table()
        switch OutputFormat(rawValue: format.rawValue) {
        case .json: try Listing.show(ChannelsDocument(table))
        case .none: try StandardOutput.print(ChannelsMarkdown(table).text)
        case .some(let format):
            try Listing.show(
                table.channels.map { ChannelRow($0, in: table) }, name: "channels", format: format, empty: "no channels"
            )
        }
    }

    private func table() throws -> ChannelTable {
        let path = try global.configuration().channelsFile
        guard !path.isEmpty else { return .standard }
        do throws(ChannelFileError) {
            return try ChannelFile.read(path: path)
        } catch {
            throw CommandError("\(error)", hint: error.hint)
        }
    }
}

extension ClosedRange<Double> {
    /// Both ends, `0 to 350`.
    var text: String { "\(lowerBound.exact) to \(upperBound.exact)" }
}

extension Double {
    /// The number with all its digits, whole ones without a point.
    var exact: String { self == rounded() ? short : "\(self)" }
}
