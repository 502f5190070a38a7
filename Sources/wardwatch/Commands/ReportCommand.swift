import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Reporting
import Store
import Training

struct ReportCommand: WardwatchCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case html, json, ndjson
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a page on alerts, answers, outcomes, drift and data.",
        discussion: """
            One file that needs nothing else and can be mailed: patients are not named unless --identifiers asks for it. \
            --since and --until are about the time of the data; without --since it is the last 7 days.

            Example:
              wardwatch report --since 7d --output report.html
              wardwatch report --since 30d --unit W1 --format json
            """)

    @OptionGroup var period: PeriodOptions

    @Option(help: ArgumentHelp("Only this unit.", valueName: "unit"))
    var unit: String?

    @Flag(help: "List the alerts with the identifiers of their patients.")
    var identifiers = false

    @Option(help: "How the figures are written.")
    var format = Format.html

    @Option(
        help: ArgumentHelp("The file to write to; by default standard output.", valueName: "file"),
        completion: .file(extensions: ["html", "json"]))
    var output: String?

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let configuration = try global.configuration()
        let zone = TimeZone(identifier: configuration.timeZone) ?? .gmt
        let time = SiteTime(name: zone.identifier) { instant in
            Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: instant.secondsSince1970)))
        }
        let until = period.until?.instant ?? WardwatchStore.systemClock()
        let store = try global.store(.readOnly)
        if let unit { try await PlaceReference(store: store).check(unit: unit) }
        let record =
            try await store
            .wardRecord(since: period.since?.instant ?? until.advanced(byHours: -7 * 24), until: until)
        let figures = WardFigures(record, unit: unit, time: time, withIdentifiers: identifiers)
        let text =
            switch format {
            case .html:
                WardReport(
                    figures, time: time, driftLimit: GateLimits().populationStability,
                    build: "wardwatch \(Version.text)"
                ).text
            case .json: try Listing.json(VersionedFigures(figures: figures)) + "\n"
            case .ndjson: try Listing.line(VersionedFigures(figures: figures)) + "\n"
            }
        guard let output else { return try StandardOutput.write(text) }
        try OutputFile.write(text, to: output)
        let alerts = "\(figures.all.alerts) alert\(figures.all.alerts == 1 ? "" : "s")"
        Terminal.say("\(alerts) in \(figures.all.patientDays.short) patient-days -> \(output)")
    }
}

/// Figures with the version of the document.
private struct VersionedFigures: Encodable {
    let figures: WardFigures

    private enum CodingKeys: CodingKey {
        case version
    }

    func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Listing.version, forKey: .version)
    }
}
