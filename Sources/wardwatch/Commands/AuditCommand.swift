import ArgumentParser
import ClinicalDomain
import Store

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify or show the audit trail.",
        discussion: "Example:\n  wardwatch audit verify",
        subcommands: [AuditVerifyCommand.self, AuditShowCommand.self])
}

struct AuditVerifyCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that no row of the audit trail was changed, deleted, added or moved.",
        discussion: """
            Also that every alert and its evidence are what the trail says. Exit status 1 where something is not, with \
            the number of the first row or alert that is wrong.

            Example:
              wardwatch audit verify
            """)

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        if let breach = try await store.verifyAudit() {
            throw CommandError(
                "the audit trail is broken at row \(breach.id): \(breach.kind.rawValue)",
                hint: "compare with a backup; the rows before it are intact")
        }
        if let deviation = try await store.verifyAlerts() {
            let what =
                switch deviation.kind {
                case .missing: "is not there any more"
                case .unheardOf: "is not in the audit trail"
                case .state: "is not in the state that the audit trail tells of"
                case .evidence: "has other evidence than it was raised on"
                }
            throw CommandError(
                "alert \(deviation.alertID) \(what)",
                hint: "compare with a backup; `wardwatch audit show --subject alert/\(deviation.alertID)`")
        }
        let head = try await store.auditHead()
        try StandardOutput.print("the audit trail is intact: \(head?.id ?? 0) rows")
    }
}

/// A row of the audit trail in a listing.
struct AuditListingRow: ListingRow {
    let id: Int64
    let at: Instant
    let actor: String
    let action: String
    let subject: String
    let detail: String

    init(_ row: AuditRow) {
        (id, at, actor, action, subject, detail) = (row.id, row.at, row.actor, row.action, row.subject, row.detail)
    }

    static let columns: [ListingColumn] = [
        "id", "at", .spare("actor", 1), "action", .prose("subject"), .prose("detail", 2),
    ]

    static let fields = ["id", "at", "actor", "action", "subject", "detail"]

    var cells: [String] { [String(id), at.secondText, actor, action, subject, detail] }
}

struct AuditShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the newest rows of the audit trail.",
        discussion: """
            Example:
              wardwatch audit show --limit 20
              wardwatch audit show --since 7d --action alert --actor nurse.w1
              wardwatch audit show --subject alert/17 --format json
            """)

    @OptionGroup var period: PeriodOptions

    @Option(help: ArgumentHelp("Only what this user or program did.", valueName: "name"))
    var actor: String?

    @Option(help: ArgumentHelp("Only this action, or all of a kind: alert.raise, alert, model.", valueName: "action"))
    var action: String?

    @Option(help: ArgumentHelp("Only what was done to this: alert/17, model/sepsis-lstm-1.", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 100

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let rows = try await store.audit(
            since: period.since?.instant, until: period.until?.instant, actor: actor, action: action, subject: subject,
            limit: limit.value)
        try Listing.show(
            rows.map(AuditListingRow.init), name: "audit", format: format.format,
            empty: "the audit trail has no such row")
    }
}
