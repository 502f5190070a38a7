import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation
import Scoring
import Store
import Training

struct ModelsUnfoldCommand: WardwatchCommand {
    enum UnfoldFormat: String, ExpressibleByArgument, CaseIterable {
        case svg, json
    }

    static let configuration = CommandConfiguration(
        commandName: "unfold", abstract: "Draw a network unfolded over time, with one patient's values in it.",
        discussion: """
            The picture (SVG) shows for each time step what the network reads, its activations and its risk, and how \
            the error of the newest step flows back: the norm of the gradient by the activations of every step, and \
            each input's share in the risk. Where the label of the newest step is known the error is its \
            cross-entropy, else the log-odds of the risk themselves. JSON has the same numbers, of all inputs.

            Example:
              wardwatch models unfold sepsis-lstm --patient SIM-900007 --output unfolded.svg
            """)

    @Argument(help: "The model, or the path of its .safetensors file.", completion: .models)
    var name: String

    @Option(
        help: ArgumentHelp(
            "The patient's identifier; by default the one with the newest value.", valueName: "identifier"),
        completion: .patients)
    var patient: String?

    @Option(help: ArgumentHelp("The visit number; by default the patient's last stay.", valueName: "number"))
    var visit: String?

    @Option(
        help: ArgumentHelp(
            "The newest step begins at this time at the latest (ISO 8601); by default the last one.", valueName: "time")
    )
    var until: InstantArgument?

    @Option(help: ArgumentHelp("At most so many steps, 1 to 200.", valueName: "number"))
    var steps = 24

    @Option(help: "A picture, or its numbers.")
    var format = UnfoldFormat.svg

    @Option(
        help: ArgumentHelp("The file to write; by default standard output.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...200).contains(steps) else { throw ValidationError("steps must be 1 to 200") }
        guard visit == nil || patient != nil else { throw ValidationError("--visit needs --patient") }
    }

    func execute() async throws {
        let store = try global.store(.readOnly)
        let model = try await ModelReference(store: store, directory: try global.modelDirectory()).model(name)
        let history = try await history(store)
        let sequence = try UnfoldedSequence(
            model: model, history: history, until: until?.instant, stepCount: steps,
            label: { StepLabel(history: history, outcome: model.outcome).label(at: $0) })
        guard let sequence else {
            throw CommandError(
                "patient \(history.patient.identifier) has no observations"
                    + (until.map { " up to \($0.instant.iso8601)" } ?? ""),
                hint: "`wardwatch patients show \(history.patient.identifier)`")
        }
        let text: String
        switch format {
        case .svg: text = UnfoldedDrawing(sequence).text
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let document = UnfoldedDocument(version: Listing.version, unfolded: sequence)
            text = String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
        }
        guard let output else { return try StandardOutput.write(text) }
        try OutputFile.write(text, to: output)
        Terminal.say(
            "\(Terminal.printable(model.name)), patient \(Terminal.printable(sequence.patient)), "
                + "\(sequence.steps.count) steps -> \(output)")
    }

    private func history(_ store: WardwatchStore) async throws -> EncounterHistory {
        var patient = patient
        if patient == nil { patient = try await newestPatient(store) }
        guard let patient else {
            throw CommandError("there are no patients", hint: "`wardwatch simulate --history 300 --to database`")
        }
        let stay = try await PatientReference(store: store).stay(patient, visit: visit)
        guard let history = try await store.history(of: stay.id) else {
            throw try await PatientReference(store: store).unknown(patient)
        }
        return history
    }

    private func newestPatient(_ store: WardwatchStore) async throws -> String? {
        let listings = try await store.patients(PatientFilter(openOnly: false, limit: .max))
        let newest = listings.compactMap(\.lastEffective).max()
        return listings.filter { $0.lastEffective == newest }.map(\.patient.identifier).min()
    }
}

/// An unfolded network as JSON.
struct UnfoldedDocument: Encodable {
    let version: Int
    let unfolded: UnfoldedSequence
}

/// What is known about the outcome of a step.
struct StepLabel {
    let history: EncounterHistory
    let outcome: OutcomeDefinition

    /// The label of a step by its beginning.
    ///
    /// - Returns: nil where the outcome is not asked about, or has not happened and still may.
    func label(at step: Instant) -> Bool? {
        let firstEvent =
            outcome.events == SurrogateOutcome.definition(replacing: outcome).events
            ? SurrogateOutcome.firstEvent(in: history) : outcome.firstEvent(in: history.outcomes)
        guard firstEvent != nil || isDecided(step) else { return nil }
        return outcome.label(at: step, firstEvent: firstEvent)
    }

    /// Whether the horizon of a step is over.
    private func isDecided(_ step: Instant) -> Bool {
        if history.encounter.discharged != nil { return true }
        guard let horizon = outcome.horizonHours, let last = history.observations.map(\.key.effective).max()
        else { return false }
        return last.hours(since: step) >= horizon
    }
}
