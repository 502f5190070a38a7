import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Scoring
import Store
import Training

struct ModelsPublishCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Write a model with its card and its measures, for others.",
        discussion: """
            The directory gets model.safetensors, card.md and metrics.json. The model is measured on the patients that \
            it did not learn from: those that validated, with cross-fitting all, each by the networks that left them out.

            Example:
              wardwatch models publish sepsis-ensemble --output models/sepsis-ward
            """)

    @Argument(help: "The model.", completion: .models)
    var model: String

    @Option(help: ArgumentHelp("The name that it is published under; by default its own.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The directory to write.", valueName: "dir"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("The public data that it was trained on.", valueName: "data set"))
    var data: PublicDataSet?

    @Option(help: ArgumentHelp("The command that trains it again, for the card.", valueName: "command"))
    var command = "wardwatch retrain"

    @Option(help: ArgumentHelp("Draws of the bootstrap, 0 for no intervals.", valueName: "number"))
    var draws = 1000

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        guard draws == 0 || (100...100_000).contains(draws) else {
            throw ValidationError("draws must be 0 or 100 to 100000")
        }
        let store = try global.store(.readOnly)
        var risk = try await ModelReference(store: store, directory: try global.modelDirectory()).model(model)
        if let name { risk.name = name }
        var options = EvaluationOptions()
        options.policy = try global.configuration().alertPolicy
        options.hasSubgroups = true
        options.bootstrap = draws == 0 ? nil : PatientBootstrap(seed: 1, draws: draws)
        let scorers = try EvaluationJob(store: store).run(models: [risk], part: .validation, options: options)
        let bytes = try risk.fileBytes()
        let card = ModelCard(model: risk, scorers: scorers, data: data, command: command, bytes: bytes.count)
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        try OutputFile.write(bytes, to: "\(output)/model.safetensors")
        try OutputFile.write(card.text, to: "\(output)/card.md")
        try OutputFile.write(
            Listing.json(PublishedMetrics(model: risk, scorers: scorers)) + "\n", to: "\(output)/metrics.json")
        Terminal.say("\(Terminal.printable(risk.name)) -> \(output)")
    }
}

/// The measures of a published model as JSON.
private struct PublishedMetrics: Encodable {
    let version = Listing.version
    let model: String
    let dataDigest: String
    let evaluations: [EvaluationRow]

    init(model: RiskModel, scorers: [EvaluatedScorer]) {
        (self.model, dataDigest) = (model.name, model.provenance.dataDigest)
        evaluations = scorers.map { EvaluationRow($0, patients: "validation") }
    }
}
