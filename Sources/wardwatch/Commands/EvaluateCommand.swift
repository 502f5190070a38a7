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

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, ndjson, csv, html
    }

    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure models on stored history, beside NEWS2.",
        discussion: """
            Test patients are those that no training in this installation has seen; --patients all is for a database \
            of other patients than the model was trained on. Intervals are the 2.5th and 97.5th percentile of draws of \
            whole patients; differences to --against come from the same draws. Alerts are those that the configured \
            policy raises at the model's alert threshold.

            The html format is one page with plots, everything in it, to be read, printed or sent.

            Example:
              wardwatch evaluate --model sepsis-lstm --against sepsis-elman
              wardwatch evaluate --model sepsis-ensemble --format html --output sepsis.html
              wardwatch evaluate --model sepsis-ensemble --subgroups --format json
            """)

    @Option(
        help: ArgumentHelp("The model; by default the newest of each network.", valueName: "name"), completion: .models)
    var model: String?

    @Option(help: ArgumentHelp("Another model to put beside it.", valueName: "name"), completion: .models)
    var against: String?

    @Option(help: ArgumentHelp("Which patients.", valueName: "part"))
    var patients = Part.test

    @Option(help: ArgumentHelp("Draws of the bootstrap, 0 for no intervals.", valueName: "number"))
    var draws = 1000

    @Option(help: ArgumentHelp("The seed of the draws.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(help: "Also by age, sex, unit and hours since admission; the html format always has them.")
    var subgroups = false

    @Option(help: "How the figures are written.")
    var format = Format.table

    @Option(
        help: ArgumentHelp("The file to write the html format to; by default standard output.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var output: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard draws == 0 || (100...100_000).contains(draws) else {
            throw ValidationError("draws must be 0 or 100 to 100000")
        }
        guard output == nil || format == .html else { throw ValidationError("--output is for --format html") }
        guard against == nil || model != nil else { throw ValidationError("--against needs --model") }
    }

    func execute() async throws {
        let store = try global.store(.readOnly)
        let models = try await models(store)
        var options = EvaluationOptions()
        options.policy = try global.configuration().alertPolicy
        options.hasSubgroups = subgroups || format == .html
        options.hasCurves = [.json, .ndjson, .html].contains(format)
        options.bootstrap = draws == 0 ? nil : PatientBootstrap(seed: seed, draws: draws)
        let scorers = try EvaluationJob(store: store).run(models: models, part: patients.part, options: options)
        guard let listing = OutputFormat(rawValue: format.rawValue) else { return try showPage(scorers) }
        try Listing.show(
            scorers.map { EvaluationRow($0, patients: patients.rawValue) }, name: "evaluations", format: listing,
            empty: "nothing to evaluate")
        guard format == .table else { return }
        if model != nil {
            try StandardOutput.print("\n\(EvaluationStory(scorers, isCompared: against != nil).text)")
        }
        Terminal.say(
            Terminal.wrapped(
                """

                \(patients.rawValue) patients; EVENTS: stays with the outcome. AUROC, AUPRC, BRIER and PPV count steps; \
                SENSITIVITY is the share of EVENTS with a right call. A call is a step at or above THRESHOLD, which is not \
                that of an alert.
                """, indent: 0))
        if model == nil { Terminal.say("--model NAME has all measures with intervals, --format html plots.") }
    }

    /// The models that are named, or else the newest of each network and outcome.
    private func models(_ store: WardwatchStore) async throws -> [RiskModel] {
        let directory = try global.modelDirectory()
        let reference = ModelReference(store: store, directory: directory)
        var models: [RiskModel] = []
        for name in [model, against].compactMap({ $0 }) { models.append(try await reference.model(name)) }
        guard models.isEmpty else { return models }
        let newest = Dictionary(try await store.models().map { ("\($0.outcome) \($0.network)", $0) }) { old, new in
            new.trained > old.trained ? new : old
        }
        guard !newest.isEmpty else { throw ModelReferenceError.noModels }
        return try newest.values.sorted { $0.name < $1.name }.map { try directory.load($0) }
    }

    private func showPage(_ scorers: [EvaluatedScorer]) throws {
        let page = EvaluationReport(
            scorers: scorers, part: patients.part, isCompared: against != nil, build: "wardwatch \(Version.text)")
        guard let output else { return try StandardOutput.write(page.text) }
        try OutputFile.write(page.text, to: output)
        let names = scorers.map { Terminal.printable($0.name) }.joined(separator: ", ")
        Terminal.say("\(names), \(patients.rawValue) patients -> \(output)")
    }
}

/// A model's or a baseline's figures in a listing.
struct EvaluationRow: ListingRow {
    let scorer: String
    let outcome: String
    let patients: String
    let figures: EvaluationFigures

    private let hasProbabilities: Bool

    private enum CodingKeys: CodingKey {
        case scorer, outcome, patients, figures
    }

    init(_ row: EvaluatedScorer, patients: String) {
        (scorer, outcome, figures) = (row.name, row.outcome.name, row.figures)
        (self.patients, hasProbabilities) = (patients, row.provenance != nil)
    }

    static let columns: [ListingColumn] = [
        "scorer", .spare("outcome", 5), .spare("stays", 3), .spare("events", 3), "auroc", "auprc", .spare("brier", 2),
        .spare("utility", 1), .spare("sensitivity", 1), .spare("ppv", 1), .spare("threshold", 4),
    ]

    static let fields =
        ["scorer", "outcome", "patients"]
        + [
            "stays", "staysWithOutcome", "steps", "auroc", "auprc", "brierScore", "normalizedUtility",
            "eventSensitivity", "positivePredictiveValue", "threshold", "calibrationIntercept", "calibrationSlope",
            "integratedCalibrationIndex",
        ].map { "figures.\($0)" } + AlertFigures.fields.map { "figures.alerts.\($0)" }

    var cells: [String] {
        [scorer, outcome, String(figures.stays), String(figures.staysWithOutcome)]
            + [
                figures.auroc, figures.auprc, figures.brierScore, figures.normalizedUtility, figures.eventSensitivity,
                figures.positivePredictiveValue,
            ].map { $0?.formatted(4) ?? "" } + [figures.threshold.formatted(hasProbabilities ? 4 : 0)]
    }
}

extension AlertFigures {
    /// The paths of its numbers in JSON.
    static let fields = [
        "threshold", "alerts", "events", "patientDays", "hoursInAlarm", "alertSensitivity",
        "alertPositivePredictiveValue", "alertsPer100PatientDays", "numberNeededToEvaluate", "leadTime10",
        "leadTime50", "leadTime90", "longAlarmShare", "alarmTimeShare",
    ]
}
