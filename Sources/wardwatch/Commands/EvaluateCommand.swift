import ArgumentParser
import ClinicalDomain
import Daemon
import Scoring
import Store
import Training

struct EvaluateCommand: WardwatchCommand {
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case test, validation, training, all

        var part: PatientSplit.Part? { PatientSplit.Part(rawValue: rawValue) }
    }

    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure models on stored history, beside NEWS2.",
        discussion: """
            Test patients are those that no training in this installation has seen; --patients all is for a database
            of other patients than the model was trained on. Intervals are the 2.5th and 97.5th percentile of draws of
            whole patients; differences to --against come from the same draws. Alerts are those that the configured
            policy raises at the model's alert threshold.

            Example:
              wardwatch evaluate --model sepsis-lstm --against sepsis-elman
              wardwatch evaluate --model sepsis-ensemble --subgroups --format json
            """)

    @Option(help: "The model; by default the newest of each network.")
    var model: String?

    @Option(help: "Another model to put beside it.")
    var against: String?

    @Option(help: "test, validation, training or all.")
    var patients = Part.test

    @Option(help: "Draws of the bootstrap, 0 for no intervals.")
    var draws = 1000

    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 1

    @Flag(help: "Also by age, sex, unit and hours since admission.")
    var subgroups = false

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let directory = try global.modelDirectory()
        let reference = ModelReference(store: store, directory: directory)
        var models: [RiskModel] = []
        for name in [model, against].compactMap({ $0 }) { models.append(try await reference.model(name)) }
        if models.isEmpty {
            let newest = Dictionary(try await store.models().map { ("\($0.outcome) \($0.network)", $0) }) { old, new in
                new.trained > old.trained ? new : old
            }
            guard !newest.isEmpty else { throw ModelReferenceError.noModels }
            models = try newest.values.sorted { $0.name < $1.name }.map { try directory.load($0) }
        }
        guard draws == 0 || (100...100_000).contains(draws) else {
            throw ValidationError("draws must be 0 or 100 to 100000")
        }
        var options = EvaluationOptions()
        options.policy = try global.configuration().alertPolicy
        (options.hasSubgroups, options.hasCurves) = (subgroups, format.format == .json || format.format == .ndjson)
        options.bootstrap = draws == 0 ? nil : PatientBootstrap(seed: seed, draws: draws)
        let rows = try EvaluationJob(store: store).run(models: models, part: patients.part, options: options)
        try Listing.show(
            rows.map { EvaluationRow($0, patients: patients.rawValue) }, name: "evaluations", format: format.format,
            empty: "nothing to evaluate")
        if format.format == .table, model != nil || against != nil {
            print("\n\(EvaluationStory(rows, isCompared: against != nil && models.count == 2).text)")
        }
    }
}

/// A model's or a baseline's figures in a listing.
struct EvaluationRow: ListingRow {
    let scorer: String
    let outcome: String
    let patients: String
    let figures: EvaluationFigures

    init(_ row: EvaluationJob.Row, patients: String) {
        (scorer, outcome, figures) = (row.scorer, row.outcome, row.figures)
        self.patients = patients
    }

    static let columns = [
        "scorer", "stays", "events", "auroc", "auprc", "brier", "utility", "sensitivity", "ppv", "threshold",
    ]

    var cells: [String] {
        [scorer, String(figures.stays), String(figures.staysWithOutcome)]
            + [
                figures.auroc, figures.auprc, figures.brierScore, figures.normalizedUtility, figures.eventSensitivity,
                figures.positivePredictiveValue, figures.threshold,
            ].map { $0?.formatted(4) ?? "" }
    }
}
