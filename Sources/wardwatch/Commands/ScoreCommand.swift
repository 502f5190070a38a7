import ArgumentParser
import ClinicalDomain
import Daemon
import Scoring
import Store

struct ScoreCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score a patient now, with reasons.",
        discussion: """
            The patient's stored values, scored at the time of the newest. Nothing is stored.

            Example:
              wardwatch score SIM-900007
              wardwatch score SIM-900007 --model lstm --format json
            """)

    @Argument(help: "The patient's identifier.", completion: .patients)
    var patient: String

    @Option(help: ArgumentHelp("The model; by default the one in use.", valueName: "name"), completion: .models)
    var model: String?

    @OptionGroup var format: DocumentFormatOption
    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        let reference = PatientReference(store: store)
        let stay = try await reference.stay(patient)
        guard let history = try await store.history(of: stay.id) else { throw try await reference.unknown(patient) }
        let risk = try await riskModel(store)
        var scorer = PatientScorer(history, model: risk)
        _ = scorer.assess()
        guard let evidence = scorer.evidence(policy: try global.configuration().alertPolicy) else {
            throw CommandError("the patient has no observations", hint: nil)
        }
        let document = ScoreDocument(
            version: Listing.version, patient: patient, visit: stay.encounter.visitNumber, evidence: evidence,
            noOpinion: risk.flatMap { risk in scorer.unfamiliarValue.map { NoOpinion(model: risk.name, because: $0) } },
            comparators: ComparatorScores(scorer))
        if format.format != .table { return try Listing.show(document, format: format.format) }
        if let noOpinion = document.noOpinion { try StandardOutput.print(Terminal.wrapped("\(noOpinion.text)\n")) }
        let story = EvidenceStory(evidence, comparators: document.comparators)
        try StandardOutput.print(
            Terminal.wrapped(
                "\(AlertStory.heading(patient: patient, visit: document.visit))\n\n\(story.text)"))
    }

    /// Without a model there is still NEWS2; a model that was named must exist.
    private func riskModel(_ store: WardwatchStore) async throws -> RiskModel? {
        do {
            return try await ModelReference(store: store, directory: try global.modelDirectory()).model(model)
        } catch ModelReferenceError.noModels where model == nil {
            return nil
        }
    }
}

/// A score with its reasons as JSON.
struct ScoreDocument: Encodable {
    let version: Int
    let patient: String
    let visit: String
    let evidence: AlertEvidence
    let noOpinion: NoOpinion?
    let comparators: ComparatorScores
}

/// A model that declines to score, and why.
struct NoOpinion: Encodable {
    let model: String
    let because: UnfamiliarValue

    var text: String {
        "\(Terminal.printable(model)) has no opinion, because \(because.channel) is \(because.value.formatted(2)); "
            + "its training patients had \(because.lowest.formatted(2)) to \(because.highest.formatted(2))"
    }
}
