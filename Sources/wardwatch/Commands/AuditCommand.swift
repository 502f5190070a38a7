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
        discussion: "Example:\n  wardwatch audit verify")

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        if let breach = try await store.verifyAudit() {
            throw CommandError(
                "the audit trail is broken at row \(breach.id): \(breach.kind.rawValue)",
                hint: "compare with a backup; the rows before it are intact")
        }
        let head = try await store.auditHead()
        print("the audit trail is intact: \(head?.id ?? 0) rows")
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

    static let columns = ["id", "at", "actor", "action", "subject", "detail"]

    var cells: [String] { [String(id), at.iso8601, actor, action, subject, detail] }
}

struct AuditShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the newest rows of the audit trail.",
        discussion: "Example:\n  wardwatch audit show --limit 20")

    @Option(help: "At most so many.")
    var limit = 100

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        try Listing.show(
            try await store.audit(limit: limit).map(AuditListingRow.init), name: "audit", format: format.format,
            empty: "the audit trail is empty")
    }
}
