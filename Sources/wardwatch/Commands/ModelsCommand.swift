import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Store
import Training

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List models, show one, put one into use or take it back, export it.",
        discussion: """
            A model is named in full (sepsis-lstm-2), without its number (sepsis-lstm) or by its network (lstm): the \
            newest of several.

            Example:
              wardwatch models list
            """,
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsPromoteCommand.self, ModelsRollbackCommand.self,
            ModelsRetireCommand.self, ModelsDecisionsCommand.self, ModelsAddCommand.self,
            ModelsPublishCommand.self, ModelsExportCommand.self, ModelsUnfoldCommand.self,
        ], defaultSubcommand: ModelsListCommand.self)
}

/// A model in a listing.
struct ModelRow: ListingRow {
    let name: String
    let outcome: String
    let network: String
    let state: ModelEntry.State
    let trained: Instant
    let promoted: Instant?
    let reason: String
    let seed: UInt64
    let sha256: String
    let metrics: [String: Double]

    init(_ entry: ModelEntry) {
        (name, outcome, network, state) = (entry.name, entry.outcome, entry.network, entry.state)
        (trained, promoted, reason, seed) = (entry.trained, entry.promoted, entry.reason, entry.seed)
        sha256 = entry.sha256.map { String(format: "%02x", $0) }.joined()
        metrics = (try? JSONDecoder().decode([String: Double].self, from: Data(entry.metrics.utf8))) ?? [:]
    }

    static let columns: [ListingColumn] = [
        "name", "state", .spare("trained", 1), .spare("test auroc", 2), .spare("test auprc", 3),
        .spare("test utility", 4),
    ]

    static let fields = [
        "name", "outcome", "network", "state", "trained", "promoted", "reason", "seed", "sha256",
        "metrics.test.auroc", "metrics.test.auprc", "metrics.test.normalizedUtility",
    ]

    var cells: [String] {
        [name, state.rawValue, trained.tableText]
            + ["test.auroc", "test.auprc", "test.normalizedUtility"].map { metrics[$0]?.formatted(4) ?? "" }
    }
}

struct ModelsListCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the registered models.",
        discussion: """
            --since and --until are about the time when a model was trained.

            Example:
              wardwatch models list --outcome sepsis --state active
            """)

    /// Where a model stands, or anywhere.
    enum StateFilter: String, ExpressibleByArgument, CaseIterable {
        case candidate, active, retired, all

        var state: ModelEntry.State? { ModelEntry.State(rawValue: rawValue) }
    }

    @Option(help: ArgumentHelp("Only models for this outcome.", valueName: "outcome"), completion: .outcomes)
    var outcome: String?

    @Option(help: ArgumentHelp("Only in this state.", valueName: "state"))
    var state = StateFilter.all

    @OptionGroup var period: PeriodOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let models = try await store.models(outcome: outcome).filter { model in
            (state.state ?? model.state) == model.state && period.contains(model.trained)
        }
        try Listing.show(models.map(ModelRow.init), name: "models", format: format.format, empty: "no models")
    }
}

struct ModelsShowCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a model sees, how it was trained and why it stands where it stands.",
        discussion: "Example:\n  wardwatch models show sepsis-lstm")

    @Argument(help: "The model.", completion: .models)
    var name: String

    @OptionGroup var format: DocumentFormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let directory = try global.modelDirectory()
        let entry = try await ModelReference(store: store, directory: directory).entry(name)
        let model = try directory.load(entry)
        let row = ModelRow(entry)
        let decisions = try await store.retrainingRuns(model: entry.name, limit: 10).map(RetrainingRunRow.init)
        if format.format != .table {
            return try Listing.show(
                ModelDocument(
                    version: Listing.version, model: row, schema: model.schema, outcome: model.outcome,
                    threshold: model.threshold, alertThreshold: model.alertThreshold, calibration: model.calibration,
                    provenance: model.provenance, decisions: decisions), format: format.format)
        }
        let networks = model.networks.map { network in
            let architecture = network.architecture
            return "\(architecture.cell.rawValue), \(architecture.inputSize) features, "
                + "\(architecture.layerCount) x \(architecture.hiddenSize) units, "
                + "\(architecture.parameterCount) parameters"
        }
        let text =
            """
            \(Terminal.printable(row.name))  \(row.state.rawValue)  (\(Terminal.printable(row.reason)))
            \(networks.map { "network      \($0)" }.joined(separator: "\n"))
            outcome      \(Terminal.printable(model.outcome.name)): \
            \(Terminal.printable(model.outcome.events.sorted().joined(separator: ", "))) \
            within \(model.outcome.horizonHours.map { "\($0.short) h" } ?? "the stay")
            thresholds   \(model.threshold.formatted(4)) for a positive step, \(model.alertThreshold.formatted(4)) for an \
            alert
            trained      \(row.trained), seed \(row.seed), data \
            \(Terminal.printable(String(model.provenance.dataDigest.prefix(16))))
            \(Terminal.printable(Self.lineage(model.provenance.lineage)))
            patients     \(model.provenance.patients.map(String.init).joined(separator: " / ")) \
            (training / validation / test)
            sees         time step \(model.schema.timeStepSeconds) s, \
            \(Terminal.printable(model.schema.channels.map(\.id.rawValue).joined(separator: " ")))\
            \(model.schema.includesClock ? ", time since admission" : "")\
            \(model.schema.units.isEmpty ? "" : ", unit (\(Terminal.printable(model.schema.units.joined(separator: " "))))")
            """
        try StandardOutput.print(Terminal.wrapped(text))
        let metrics = row.metrics.sorted { $0.key < $1.key }.map { name, value in
            [name, name.hasSuffix(".stays") ? value.short : value.formatted(4)]
        }
        if !metrics.isEmpty { try StandardOutput.print("\n\(Listing.table(["measure", "value"], metrics))") }
        for decision in decisions { try Self.show(decision) }
    }

    private static func lineage(_ lineage: ModelLineage?) -> String {
        guard let lineage else { return "lineage      not recorded" }
        let origin =
            switch lineage.origin {
            case .scratch: "from random weights"
            case .warmStart: "from the weights of \(lineage.parent ?? "another model")"
            case .recalibration: "\(lineage.parent ?? "another model"), calibrated again"
            }
        return "lineage      \(origin); wardwatch \(lineage.build), history up to message \(lineage.snapshot)"
    }

    /// A decision with the checks that failed, and those of the models themselves.
    private static func show(_ row: RetrainingRunRow) throws {
        try StandardOutput.print(
            Terminal.wrapped(
                "\nrun \(row.id)  \(row.started)  \(row.decision?.rawValue ?? "not ended")"
                    + (row.reason.map { ": \(Terminal.printable($0))" } ?? "")))
        let shown = row.checks.filter { check in
            check.verdict == .failed || [.challenger, .recalibrated, .reference].contains(check.topic)
        }
        for check in shown { try StandardOutput.print(Terminal.wrapped("  \(GateCheckRow(check).text)")) }
        if row.checks.count > shown.count {
            try StandardOutput.print(
                Terminal.wrapped(
                    "  \(row.checks.count - shown.count) further checks passed or could not be measured; "
                        + "see --format json"))
        }
    }
}

/// A model with its description as JSON.
struct ModelDocument: Encodable {
    let version: Int
    let model: ModelRow
    let schema: SequenceSchema
    let outcome: OutcomeDefinition
    let threshold: Double
    let alertThreshold: Double
    let calibration: RiskModel.Calibration
    let provenance: RiskModel.Provenance
    /// The newest runs of retraining that it had a part in.
    let decisions: [RetrainingRunRow]
}

struct ModelsPromoteCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Put a model into use; a running daemon picks it up.",
        discussion: "Example:\n  wardwatch models promote sepsis-lstm-2 --reason \"agreed on rounds\"")

    @Argument(help: "The model.", completion: .models)
    var name: String

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason = "promoted by hand"

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        let directory = try global.modelDirectory()
        let entry = try await ModelReference(store: store, directory: directory).entry(name)
        // A model whose file cannot be read must not be put into use.
        _ = try directory.load(entry)
        try await store.promote(name: entry.name, reason: reason, by: NSUserName())
        Terminal.say("\(entry.name) is in use for \(entry.outcome)")
    }
}

struct ModelsRollbackCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Put the model that was in use before back into use.",
        discussion: "Example:\n  wardwatch models rollback sepsis")

    @Argument(help: "The outcome.", completion: .outcomes)
    var outcome: String

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason = "rolled back by hand"

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        let known = Set(try await store.models().map(\.outcome)).sorted()
        guard known.contains(outcome) else {
            let near = Suggestion.nearest(to: outcome, among: known).map { "did you mean '\($0)'? " } ?? ""
            throw CommandError(
                "no model answers \(Terminal.printable(outcome))",
                hint: known.isEmpty
                    ? "train one with `wardwatch retrain`" : "\(near)models answer: \(known.joined(separator: ", "))")
        }
        let name = try await store.rollback(outcome: outcome, reason: reason, by: NSUserName()).name
        Terminal.say("\(name) is in use for \(outcome)")
    }
}

struct ModelsRetireCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a model out of use; its outcome is then without one.",
        discussion: "Example:\n  wardwatch models retire sepsis-lstm-2 --reason \"too many alerts\"")

    @Argument(help: "The model.", completion: .models)
    var name: String

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason = "retired by hand"

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        let entry = try await ModelReference(store: store, directory: try global.modelDirectory()).entry(name)
        try await store.retire(name: entry.name, reason: reason, by: NSUserName())
        Terminal.say("\(entry.name) is no longer in use")
    }
}

struct ModelsExportCommand: WardwatchCommand {
    enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
        case safetensors, onnx
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a model's file, for another installation or another program.",
        discussion: """
            A safetensors file is what Wardwatch itself reads, here or elsewhere. An ONNX file is a graph that ONNX \
            Runtime and others run: features in, probabilities out; its metadata says what the features are.

            Example:
              wardwatch models export sepsis-lstm --output sepsis.safetensors
              wardwatch models export sepsis-lstm --to onnx --output sepsis.onnx
            """)

    @Argument(help: "The model.", completion: .models)
    var name: String

    @Option(help: ArgumentHelp("The format.", valueName: "format"))
    var to = ExportFormat.safetensors

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var output: String

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let model = try await ModelReference(store: store, directory: try global.modelDirectory()).model(name)
        let bytes = try to == .onnx ? model.onnxBytes() : model.fileBytes()
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw CommandError("\(output) cannot be written", hint: "check the directory and its permissions")
        }
        Terminal.say("\(Terminal.printable(model.name)) -> \(output)")
    }
}
