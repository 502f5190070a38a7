public import ClinicalDomain
internal import Foundation
internal import TOMLKit

/// A site's own rows of the channel table, as a TOML file.
///
/// ```toml
/// [[channel]]                     # a new channel, or other ranges and units of a known one
/// name = "intracranialPressure"
/// display = "intracranial pressure"
/// unit = "mm[Hg]"                 # the canonical unit in UCUM; of a known channel it cannot be changed
/// plausible = [-20, 120]
/// category = "vital-sign"         # vital-sign, laboratory or other; other without it
/// units = [{ unit = "kPa", factor = 7.500616827, offset = 0 }]
///
/// [[code]]                        # what a code measures
/// system = "LOCAL"
/// code = "HF"                     # "*": every other code of the system
/// text = "Herzfrequenz"           # only beside this text; without it, beside any
/// channel = "heartRate"           # "": known, and not for us
/// rank = 2                        # 0 to 9, the lowest counts; 0 without it
///
/// [[unit]]                        # how a unit is written
/// system = "LOCAL"
/// code = "1/min"
/// text = "Schläge pro Minute"
/// unit = "/min"                   # in UCUM
///
/// [[sentinel]]                    # a number that means "nothing measured"
/// value = -999
/// channel = "heartRate"           # without it, every channel whose plausible range leaves the number out
/// ```
public enum ChannelFile {
    /// The built-in table with the rows of a file.
    ///
    /// - Throws: ``ChannelFileError``.
    public static func read(path: String) throws(ChannelFileError) -> ChannelTable {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path) }
        return try table(text: String(decoding: data, as: UTF8.self), path: path, base: .standard)
    }

    /// A table with the rows of a text.
    ///
    /// - Parameters:
    ///   - text: the TOML.
    ///   - path: where it came from, for the errors.
    ///   - base: the table to which the rows are added.
    static func table(text: String, path: String, base: ChannelTable) throws(ChannelFileError) -> ChannelTable {
        let document: TOMLTable
        do {
            document = try TOMLTable(checking: text)
        } catch {
            throw .syntax(path: path, detail: "\(error)")
        }
        var rows = SiteRows()
        for key in document.keys.sorted() {
            guard let kind = SiteRows.Kind(rawValue: key), let array = document[key]?.array else {
                throw .row(
                    path: path, place: key, problem: "not a list of rows that is known",
                    hint: ChannelFileHint.hint(for: key, among: ["channel", "code", "unit", "sentinel"]) {
                        "write [[\($0)]] before each row"
                    } ?? "rows are [[channel]], [[code]], [[unit]] and [[sentinel]]")
            }
            for (index, element) in array.enumerated() {
                let place = SiteRows.Place(kind, index + 1)
                guard let table = element.table else {
                    throw .row(path: path, place: "\(place)", problem: "not a row", hint: "write [[\(key)]] before it")
                }
                let row = ChannelFileRow(table, path: path, place: place)
                switch kind {
                case .channel: rows.channels.append(try row.channel(base: base))
                case .code: rows.codes.append(try row.code())
                case .unit: rows.units.append(try row.unit())
                case .sentinel: rows.sentinels.append(try row.sentinel())
                }
            }
        }
        do throws(ChannelTableError) {
            return try base.adding(rows)
        } catch {
            throw .row(
                path: path, place: "\(error.place)", problem: "\(error)",
                hint: hint(for: error, names: (base.channels + rows.channels).map(\.id.rawValue)))
        }
    }

    private static func hint(for error: ChannelTableError, names: [String]) -> String {
        guard case .unknownChannel(_, let name) = error else { return error.hint }
        return ChannelFileHint.hint(for: name, among: names) { "did you mean \($0)?" } ?? error.hint
    }
}
