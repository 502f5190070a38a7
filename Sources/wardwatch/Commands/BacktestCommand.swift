import ArgumentParser
import Daemon
import Scoring
import Store
import Training

struct BacktestCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest", abstract: "What budgets of alerts would have caught, how early, at what price.",
        discussion: """
            Replays stored history through the alert policy itself at the lowest threshold that keeps to each budget. \
            The thresholds are found on the same patients: what a site would have had, not what it will have.

            Example:
              wardwatch backtest --model sepsis-ensemble --alert-budget 10 --alert-budget 40
            """)

    @Option(help: ArgumentHelp("Alerts for 100 patient-days at most; may be given several times.", valueName: "number"))
    var alertBudget: [Double]

    @Option(help: ArgumentHelp("The model; by default the one in use.", valueName: "name"), completion: .models)
    var model: String?

    @Option(help: ArgumentHelp("Which patients.", valueName: "part"))
    var patients = EvaluateCommand.Part.test

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        guard alertBudget.allSatisfy({ $0 > 0 && $0 <= 10_000 }) else {
            throw ValidationError("alert-budget must be above 0 and at most 10000")
        }
        let store = try global.store(.readOnly)
        let risk = try await ModelReference(store: store, directory: try global.modelDirectory()).model(model)
        let rows = try EvaluationJob(store: store).backtest(
            risk, budgets: alertBudget, part: patients.part, policy: try global.configuration().alertPolicy)
        try Listing.show(
            rows.map { BacktestRow(model: risk.name, patients: patients.rawValue, row: $0) }, name: "backtests",
            format: format.format, empty: "nothing to replay")
        if format.format == .table { Terminal.say(Terminal.wrapped("\n" + story(risk, rows), indent: 0)) }
    }
}

extension BacktestCommand {
    /// What the table is about and how it is to be read.
    private func story(_ model: RiskModel, _ rows: [AlertBacktest.Row]) -> String {
        var lines: [String] = []
        if let figures = rows.first?.figures {
            lines.append(
                "\(Terminal.printable(model.name)), \(patients.rawValue) patients: \(figures.events) events in "
                    + "\(figures.patientDays.formatted(1)) patient-days.")
        }
        lines += [
            "SENSITIVITY: share of events with an alert in the 24 h before; PPV: share of alerts that an event "
                + "followed within 24 h; LEAD: hours from the first such alert to the event; LONG ALARMS: share of "
                + "stays with an event in alarm for more than a quarter of their time."
        ]
        let unspent = rows.filter { ($0.figures.alertsPer100PatientDays ?? 0) < 0.8 * $0.budget }
        if let most = unspent.last {
            lines.append(
                "A budget of \(most.budget.short) is not spent: a patient in alarm is not alerted again, so lower "
                    + "thresholds do not raise more.")
        }
        return lines.joined(separator: "\n")
    }
}

/// What one budget would have bought.
struct BacktestRow: ListingRow {
    let model: String
    let patients: String
    let budget: Double
    let figures: AlertFigures

    init(model: String, patients: String, row: AlertBacktest.Row) {
        (self.model, self.patients, budget, figures) = (model, patients, row.budget, row.figures)
    }

    static let columns: [ListingColumn] = [
        "budget", .spare("threshold", 3), .spare("alerts", 4), "per 100 days", "sensitivity", "ppv",
        .spare("lead 10 %", 2), "lead 50 %", .spare("lead 90 %", 2), .spare("long alarms", 1),
    ]

    static let fields =
        ["model", "patients", "budget"] + AlertFigures.fields.map { "figures.\($0)" }

    var cells: [String] {
        [
            budget.formatted(1), figures.threshold.formatted(4), String(figures.alerts),
            figures.alertsPer100PatientDays?.formatted(1) ?? "", figures.alertSensitivity?.formatted(4) ?? "",
            figures.alertPositivePredictiveValue?.formatted(4) ?? "",
        ]
            + [figures.leadTime10, figures.leadTime50, figures.leadTime90].map {
                $0.map { "\($0.formatted(1)) h" } ?? ""
            }
            + [figures.longAlarmShare?.formatted(4) ?? ""]
    }
}
