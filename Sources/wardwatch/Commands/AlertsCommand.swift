import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List alerts, show why one was raised, acknowledge one.",
        discussion: "Example:\n  wardwatch alerts list --since 12h",
        subcommands: [AlertsListCommand.self, AlertsShowCommand.self, AlertsAcknowledgeCommand.self],
        defaultSubcommand: AlertsListCommand.self)
}

struct AlertsListCommand: WardwatchCommand {
    enum StateFilter: String, ExpressibleByArgument, CaseIterable {
        case open, acked, cleared, all

        var states: Set<Alert.State> {
            switch self {
            case .open: [.open]
            case .acked: [.acknowledged]
            case .cleared: [.cleared]
            case .all: Set(Alert.State.allCases)
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List alerts, newest first.",
        discussion: "Example:\n  wardwatch alerts list --since 12h --state open --format json")

    @Option(help: "Raised within this time before now: 90m, 12h, 7d.")
    var since: DurationArgument?

    @Option(help: "Only this unit.")
    var unit: String?

    @Option(help: "Only this patient.")
    var patient: String?

    @Option(help: "open, acked, cleared or all.")
    var state = StateFilter.all

    @Option(help: "At most so many.")
    var limit = 1000

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let start = since.map { WardwatchStore.systemClock().advanced(bySeconds: -$0.seconds) }
        let alerts = try await store.alerts(
            AlertFilter(since: start, unit: unit, states: state.states, patient: patient, limit: limit))
        try Listing.show(alerts.map(AlertRow.init), name: "alerts", format: format.format, empty: "no alerts")
    }
}

/// An alert in a listing.
struct AlertRow: ListingRow {
    let id: Int64
    let patient: String
    let visit: String
    let unit: String
    let bed: String
    let reason: Alert.Reason
    let state: Alert.State
    let raised: Instant
    let acknowledged: Instant?
    let acknowledgedBy: String?
    let cleared: Instant?
    let risk: NetworkRisk?
    let news2: Int?
    let news2IsPartial: Bool?

    init(_ listing: AlertListing) {
        (id, patient, visit) = (listing.alert.id, listing.patient, listing.visitNumber)
        (unit, bed, reason, state) = (listing.unit, listing.bed, listing.alert.reason, listing.alert.state)
        (raised, acknowledged) = (listing.alert.raised, listing.alert.acknowledged)
        (acknowledgedBy, cleared) = (listing.acknowledgedBy, listing.alert.cleared)
        (risk, news2, news2IsPartial) = (listing.risk, listing.news2?.total, listing.news2?.isPartial)
    }

    static let columns = ["id", "raised", "patient", "unit", "bed", "reason", "state", "risk", "news2"]

    var cells: [String] {
        [
            String(id), raised.iso8601, patient, unit, bed, reason.rawValue, state.rawValue,
            risk?.probability.formatted(3) ?? "", news2.map { (news2IsPartial == true ? ">=" : "") + String($0) } ?? "",
        ]
    }
}

struct AlertsShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the evidence of an alert.",
        discussion: "Example:\n  wardwatch alerts show 17")

    @Argument(help: "The number of the alert.")
    var id: Int64

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard let (listing, evidence) = try await store.alert(id: id) else { throw StoreError.unknownAlert(id: id) }
        let row = AlertRow(listing)
        switch format.format {
        case .table: print(AlertStory(row, evidence).text)
        case .json, .ndjson, .csv:
            try Listing.show(AlertDocument(version: Listing.version, alert: row, evidence: evidence))
        }
    }
}

/// An alert with its evidence as JSON.
struct AlertDocument: Encodable {
    let version: Int
    let alert: AlertRow
    let evidence: AlertEvidence
}

struct AlertsAcknowledgeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledge an alert.",
        discussion: "Example:\n  wardwatch alerts ack 17 --by nurse.w1")

    @Argument(help: "The number of the alert.")
    var id: Int64

    @Option(help: "Who acknowledges.")
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        try await store.acknowledge(alertID: id, by: by, at: WardwatchStore.systemClock())
        Terminal.say("alert \(id) acknowledged by \(by)")
    }
}
