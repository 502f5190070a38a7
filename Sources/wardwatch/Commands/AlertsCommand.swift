import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List alerts, show why one was raised, acknowledge one.",
        discussion: "Example:\n  wardwatch alerts list --since 12h",
        subcommands: [
            AlertsListCommand.self, AlertsShowCommand.self, AlertsAcknowledgeCommand.self, AlertsSnoozeCommand.self,
            AlertsPauseCommand.self, AlertsPolicyCommand.self,
            AlertsReplayCommand.self,
        ],
        defaultSubcommand: AlertsListCommand.self)
}

struct AlertsListCommand: WardwatchCommand {
    enum StateFilter: String, ExpressibleByArgument, CaseIterable {
        case open, acked, snoozed, cleared, all

        var states: Set<Alert.State> {
            switch self {
            case .open: [.open]
            case .acked: [.acknowledged]
            case .snoozed: [.snoozed]
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

    @Option(help: "open, acked, snoozed, cleared or all.")
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
    let reasons: [Alert.Reason]
    let subject: String
    let state: Alert.State
    let tier: Int
    let presentations: Int
    let isShadow: Bool
    let raised: Instant
    let presented: Instant
    let snoozedUntil: Instant?
    let clearing: Alert.Clearing?
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
        (reasons, subject, tier) = (listing.alert.reasons, listing.alert.subject, listing.alert.tier)
        (presentations, isShadow) = (listing.alert.presentations, listing.alert.isShadow)
        (presented, snoozedUntil) = (listing.alert.presented, listing.alert.snoozedUntil)
        (acknowledgedBy, cleared) = (listing.alert.acknowledgedBy, listing.alert.cleared)
        clearing = listing.alert.clearing
        (risk, news2, news2IsPartial) = (listing.risk, listing.news2Total, listing.news2IsPartial)
    }

    static let columns = ["id", "raised", "patient", "unit", "bed", "reason", "state", "risk", "news2"]

    var cells: [String] {
        [
            String(id), raised.iso8601, patient, unit, bed, reasons.map(\.rawValue).joined(separator: " "),
            state.rawValue + (isShadow ? " (shadow)" : tier > 1 && state == .open ? " (tier \(tier))" : ""),
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

    @Flag(help: "Make the evidence again from the stored values and the model's file, and compare.")
    var replay = false

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard let (listing, evidence) = try await store.alert(id: id) else { throw StoreError.unknownAlert(id: id) }
        if replay { return try await AlertsReplayCommand.replay([id], store: store, global: global) }
        let row = AlertRow(listing)
        switch format.format {
        case .table:
            let read = try evidence.map { try JSONDecoder().decode(AlertEvidence.self, from: Data($0.utf8)) }
            print(AlertStory(row, read).text)
        case .json, .ndjson, .csv:
            // The evidence stands there byte for byte as it was stored.
            print(
                "{\"alert\":\(try Listing.line(row)),\"evidence\":\(evidence ?? "null"),"
                    + "\"version\":\(Listing.version)}")
        }
    }
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
        try await store.acknowledge(alertID: id, by: by, from: Terminal.origin)
        Terminal.say("alert \(id) acknowledged by \(by)")
    }
}
