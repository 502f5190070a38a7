import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List alerts, follow them, show why one was raised, answer one.",
        discussion: "Example:\n  wardwatch alerts list --since 12h",
        subcommands: [
            AlertsListCommand.self, AlertsFollowCommand.self, AlertsShowCommand.self, AlertsAcknowledgeCommand.self,
            AlertsSnoozeCommand.self, AlertsPauseCommand.self, AlertsResumeCommand.self, AlertsPolicyCommand.self,
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
        discussion: """
            --since and --until are about the time when an alert was raised.

            Example:
              wardwatch alerts list --since 12h --state open
              wardwatch alerts list --unit W1 --format csv
            """)

    @OptionGroup var period: PeriodOptions
    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("Only in this state.", valueName: "state"))
    var state = StateFilter.all

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 1000

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let alerts = try await store.alerts(
            AlertFilter(
                since: period.since?.instant, until: period.until?.instant, unit: place.unit, states: state.states,
                patient: place.patient, limit: limit.value))
        if alerts.isEmpty { try await place.complainAboutUnknownPatient(in: store) }
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

    static let columns: [ListingColumn] = [
        "id", "raised", "patient", .spare("unit", 2), .spare("bed", 1), .prose("reason"), "state", .spare("risk", 3),
        .spare("news2", 4),
    ]

    static let fields = [
        "id", "raised", "patient", "visit", "unit", "bed", "reason", "reasons", "subject", "state", "tier",
        "presentations", "presented", "isShadow", "acknowledged", "acknowledgedBy", "snoozedUntil", "cleared",
        "clearing", "risk.model", "risk.probability", "risk.threshold", "news2", "news2IsPartial",
    ]

    var cells: [String] {
        [
            String(id), raised.tableText, patient, unit, bed, reasons.map(\.rawValue).joined(separator: " "),
            state.rawValue + (isShadow ? " (shadow)" : tier > 1 && state == .open ? " (tier \(tier))" : ""),
            risk?.probability.formatted(3) ?? "", news2.map { (news2IsPartial == true ? ">=" : "") + String($0) } ?? "",
        ]
    }
}

struct AlertsShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the evidence of an alert.",
        discussion: """
            Values with their ages, the scores, what moved the risk most: as they were when the alert was raised.

            Example:
              wardwatch alerts show 17
            """)

    @Argument(help: "The number of the alert.")
    var id: Int64

    @Flag(help: "Make the evidence again from the stored values and the model's file, and compare.")
    var replay = false

    @OptionGroup var format: DocumentFormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard let (listing, evidence) = try await store.alert(id: id) else { throw StoreError.unknownAlert(id: id) }
        if replay { return try await AlertsReplayCommand.replay([id], store: store, global: global) }
        let row = AlertRow(listing)
        if format.format == .table {
            let read = try evidence.map { try JSONDecoder().decode(AlertEvidence.self, from: Data($0.utf8)) }
            return try StandardOutput.print(Terminal.wrapped(AlertStory(row, read).text))
        }
        // The evidence stands there byte for byte as it was stored.
        try StandardOutput.print(
            "{\"alert\":\(try Listing.line(row)),\"evidence\":\(evidence ?? "null"),\"version\":\(Listing.version)}")
    }
}

struct AlertsAcknowledgeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledge an alert.",
        discussion: "It stays in force until it is cleared.\n\nExample:\n  wardwatch alerts ack 17 --by nurse.w1")

    @Argument(help: "The number of the alert.")
    var id: Int64

    @Option(help: ArgumentHelp("Who acknowledges.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        let alert = try await store.acknowledge(alertID: id, by: by, from: Terminal.origin)
        Terminal.say("alert \(id) acknowledged by \(alert.acknowledgedBy ?? by)")
    }
}
