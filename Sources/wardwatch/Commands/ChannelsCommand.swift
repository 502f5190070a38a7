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
    case table, json, markdown
}

struct ChannelsListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the channel table with the rows of site.channels_file.",
        discussion: "Example:\n  wardwatch channels --format json --config /etc/wardwatch/wardwatch.toml")

    @Option(help: "table, json or markdown.")
    var format = ChannelsFormat.table

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let table = try table()
        switch format {
        case .table:
            print(
                Listing.table(
                    ["channel", "unit", "also", "plausible", "loinc", "codes"],
                    table.channels.map { channel in
                        [
                            channel.id.rawValue, channel.unit, channel.conversions.map(\.unit).joined(separator: " "),
                            channel.plausibleRange.text, channel.loincCodes.joined(separator: " "),
                            counts(of: table.codes.filter { $0.channel == channel.id }),
                        ].map(Terminal.printable)
                    }))
        case .json: try Listing.show(ChannelsDocument(table))
        case .markdown: print(ChannelsMarkdown(table).text)
        }
    }

    /// How many codes each system has, `MDC 7, MDIL 4`; the other formats show them all.
    private func counts(of codes: [CodeRow]) -> String {
        Dictionary(grouping: codes.filter { $0.system != CodingSystem.loinc }, by: \.system).sorted { $0.key < $1.key }
            .map { "\($0.isEmpty ? "none" : $0) \($1.count)" }.joined(separator: ", ")
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
