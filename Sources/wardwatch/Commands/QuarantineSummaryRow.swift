import ClinicalDomain
import Store

/// How often the same thing could not be used.
struct QuarantineSummaryRow: ListingRow {
    /// What two counts have in common that are one.
    private struct Key: Hashable {
        let reason: QuarantineEntry.Reason
        let source: String
        let place: String
        let found: String

        init(_ count: QuarantineCount) {
            (reason, source) = (count.reason, count.source)
            place = QuarantineSummaryRow.withoutLine(count.place)
            found = QuarantineSummaryRow.mappedReasons.contains(count.reason) ? count.found : ""
        }
    }

    /// What was found tells what to map only for these; elsewhere it is a value, and each is another.
    private static let mappedReasons: Set<QuarantineEntry.Reason> = [
        .unknownCode, .codeConflict, .unknownUnit, .unknownStatus, .unsupported, .testMessage, .notAvailable,
    ]

    private(set) var count: Int
    let reason: QuarantineEntry.Reason
    let source: String
    let place: String
    let found: String
    private(set) var first: Instant
    private(set) var last: Instant
    /// The number of the newest entry, as an example.
    private(set) var example: Int64

    static let columns: [ListingColumn] = [
        "count", "reason", .spare("source", 1), "place", "found", .spare("last", 3), .spare("example", 2),
    ]

    static let fields = ["count", "reason", "source", "place", "found", "first", "last", "example"]

    var cells: [String] {
        [String(count), reason.rawValue, source, place, String(found.prefix(48)), last.tableText, String(example)]
    }

    /// The rows of counts, the most frequent first; the numbers of lines and entries of files are left out.
    static func rows(_ counts: [QuarantineCount]) -> [QuarantineSummaryRow] {
        var rows: [Key: QuarantineSummaryRow] = [:]
        for count in counts {
            let key = Key(count)
            guard var row = rows[key] else {
                rows[key] = QuarantineSummaryRow(
                    count: count.count, reason: key.reason, source: key.source, place: key.place, found: key.found,
                    first: count.first, last: count.last, example: count.example)
                continue
            }
            row.count += count.count
            (row.first, row.last) = (min(row.first, count.first), max(row.last, count.last))
            row.example = max(row.example, count.example)
            rows[key] = row
        }
        return rows.values.sorted { ($1.count, $1.example) < ($0.count, $0.example) }
    }

    /// `line 7, value` → `value`; `line 7, column 3` and `entry 2` → `line` and `entry`.
    private static func withoutLine(_ place: String) -> String {
        guard place.hasPrefix("line ") || place.hasPrefix("entry ") else { return place }
        let rest = place.drop { $0 != "," }.dropFirst(2)
        return rest.isEmpty || rest.hasPrefix("column ") ? String(place.prefix { $0 != " " }) : String(rest)
    }
}
