import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Parquet
import Store

/// How exported tables are written.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, parquet
}

struct ExportCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a table of the history for other programs, as CSV or Parquet.",
        discussion: """
            observations as CSV are a file that `wardwatch import csv` reads. Rows come stay by stay, from one moment of \
            the database; the daemon goes on meanwhile. Patients are named by their identifiers.

            Example:
              wardwatch export observations --output observations.parquet
              wardwatch export stays --format csv --since 30d > stays.csv
            """)

    @Argument(help: "The table: observations, stays, outcomes, assessments or alerts.")
    var table: HistoryTable

    @Option(help: "The format; by default what the name of the file ends with, else CSV.")
    var format: ExportFormat?

    @Option(
        help: ArgumentHelp("The file; without it standard output.", valueName: "file"),
        completion: .file(extensions: ["csv", "parquet"]))
    var output: String?

    @OptionGroup var period: PeriodOptions
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let isParquet = output.map { $0.hasSuffix(".parquet") } ?? false
        switch format ?? (isParquet ? .parquet : .csv) {
        case .csv: try export(store, CSVExport(table))
        case .parquet: try export(store, ParquetExport(table))
        }
    }

    private func export(_ store: WardwatchStore, _ encoder: some ExportEncoder) throws {
        var encoder = encoder
        let file = try ExportFile(output)
        let bar = ProgressBar("exporting")
        var count = 0
        try store.forEachRow(of: table, since: period.since?.instant, until: period.until?.instant) {
            row, stay, stays in
            try file.write(encoder.bytes(of: row))
            count += 1
            bar.update(done: stay, total: stays, detail: "\(count) rows")
        }
        try file.write(encoder.end())
        try file.finish()
        bar.finish()
        if let output { Terminal.say("\(count) rows: \(output)") }
    }
}

/// Turns rows into the bytes of a file.
private protocol ExportEncoder {
    mutating func bytes(of row: [HistoryValue]) -> [UInt8]
    mutating func end() -> [UInt8]
}

private struct CSVExport: ExportEncoder {
    private let kinds: [HistoryTable.Kind]
    private var head: [UInt8]

    init(_ table: HistoryTable) {
        kinds = table.columns.map(\.kind)
        head = Array((table.columns.map(\.name).joined(separator: ",") + "\r\n").utf8)
    }

    mutating func bytes(of row: [HistoryValue]) -> [UInt8] {
        end() + Array((zip(row, kinds).map(Self.cell).joined(separator: ",") + "\r\n").utf8)
    }

    /// The header line, where there was no row before.
    mutating func end() -> [UInt8] {
        defer { head = [] }
        return head
    }

    private static func cell(_ value: HistoryValue, _ kind: HistoryTable.Kind) -> String {
        switch value {
        case .missing: ""
        case .text(let text): Listing.quoted(text)
        case .integer(let value) where kind == .time: Instant(millisecondsSince1970: value).iso8601
        case .integer(let value): "\(value)"
        case .number(let value):
            // A zero behind the point would be taken for a digit that was measured.
            Int64(exactly: value).map { "\($0)" } ?? "\(value)"
        }
    }
}

private struct ParquetExport: ExportEncoder {
    private var writer: ParquetWriter

    init(_ table: HistoryTable) {
        writer = ParquetWriter(
            columns: table.columns.map { column in
                let kind: ParquetColumn.Kind =
                    switch column.kind {
                    case .text: .text
                    case .integer: .integer
                    case .number: .number
                    case .time: .time
                    }
                return ParquetColumn(column.name, kind)
            }, createdBy: "wardwatch \(Version.text)")
    }

    mutating func bytes(of row: [HistoryValue]) -> [UInt8] {
        writer.append(
            row.map { value in
                switch value {
                case .missing: .missing
                case .text(let text): .text(text)
                case .integer(let value): .integer(value)
                case .number(let value): .number(value)
                }
            })
    }

    mutating func end() -> [UInt8] { writer.finish() }
}
