import ArgumentParser
import ClinicalDomain
import Foundation
import Store
import Training

struct ModelsDecisionsCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions", abstract: "List the runs of retraining and what their gate decided, newest first.",
        discussion: """
            --since and --until are about the time when a run began.

            Example:
              wardwatch models decisions --outcome sepsis --since 30d --format json
            """)

    @Option(help: ArgumentHelp("Only runs for this outcome.", valueName: "outcome"), completion: .outcomes)
    var outcome: String?

    @OptionGroup var period: PeriodOptions

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: CountArgument = 30

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let runs = try await store.retrainingRuns(outcome: outcome, limit: .max).filter { period.contains($0.started) }
        try Listing.show(
            runs.prefix(limit.value).map(RetrainingRunRow.init), name: "decisions", format: format.format,
            empty: "no such runs of retraining")
    }
}

/// A run of retraining in a listing.
struct RetrainingRunRow: ListingRow {
    let id: Int64
    let outcome: String
    let started: Instant
    let ended: Instant?
    let decision: RetrainingRun.Decision?
    let reason: String?
    let champion: String?
    let challenger: String?
    let promoted: String?
    let snapshot: Int64
    let dataDigest: String?
    let settings: String
    let checks: [GateCheck]
    let drift: [RetrainingRun.Drift]

    init(_ run: RetrainingRun) {
        (id, outcome, started, ended) = (run.id, run.outcome, run.started, run.ended)
        (snapshot, settings) = (run.snapshot, run.settings)
        let result = run.result
        (decision, reason, champion) = (result?.decision, result?.reason, result?.champion)
        (challenger, promoted, dataDigest) = (result?.challenger, result?.promoted, result?.dataDigest)
        checks =
            result.flatMap { try? JSONDecoder().decode([GateCheck].self, from: Data($0.checks.utf8)) } ?? []
        drift = result?.drift ?? []
    }

    static let columns: [ListingColumn] = [
        "run", .spare("outcome", 2), .spare("started", 1), "decision", .spare("in use before", 3),
        .spare("put into use", 4), .prose("reason"),
    ]

    static let fields = [
        "id", "outcome", "started", "ended", "decision", "reason", "champion", "challenger", "promoted", "snapshot",
        "dataDigest", "settings",
    ]

    var cells: [String] {
        [
            "\(id)", outcome, started.tableText, decision?.rawValue ?? "not ended", champion ?? "", promoted ?? "",
            reason ?? "",
        ]
    }
}
