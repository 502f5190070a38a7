import ArgumentParser
import ClinicalDomain
import Foundation
import Store
import Training

struct ModelsDecisionsCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions", abstract: "List the runs of retraining and what their gate decided, newest first.",
        discussion: "Example:\n  wardwatch models decisions --outcome sepsis --format json")

    @Option(help: "Only runs for this outcome.")
    var outcome: String?

    @Option(help: "At most so many.")
    var limit = 30

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        try Listing.show(
            try await store.retrainingRuns(outcome: outcome, limit: max(0, limit)).map(RetrainingRunRow.init),
            name: "decisions", format: format.format, empty: "no runs of retraining yet")
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

    static let columns = ["run", "outcome", "started", "decision", "in use before", "put into use", "reason"]

    var cells: [String] {
        [
            "\(id)", outcome, started.iso8601, decision?.rawValue ?? "not ended", champion ?? "", promoted ?? "",
            reason ?? "",
        ]
    }
}
