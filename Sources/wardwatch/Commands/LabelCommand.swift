import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct LabelCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Record that an outcome happened to a patient.",
        discussion: """
            Outcomes are what models learn from. Those that ADT messages, FHIR resources and imported files tell of are \
            recorded by themselves.

            Example:
              wardwatch label 4711 icu-transfer --at 2026-11-23T04:30:00Z
            """)

    @Argument(help: "The patient's identifier.", completion: .patients)
    var patient: String

    @Argument(
        help: "The event: sepsis, icu-transfer, cardiac-arrest, death, or a site's own.",
        completion: .list(["sepsis", "icu-transfer", "cardiac-arrest", "death"]))
    var outcome: String

    @Option(help: ArgumentHelp("When it happened (ISO 8601 with an offset).", valueName: "time"))
    var at: InstantArgument

    @Option(help: ArgumentHelp("The visit number, where the patient has several stays.", valueName: "number"))
    var visit: String?

    @Option(help: ArgumentHelp("Who says so.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        do {
            try await store.label(
                patient: patient, visit: visit, outcome: OutcomeEvent(name: outcome, at: at.instant), by: by)
        } catch StoreError.unknownPatient {
            throw try await PatientReference(store: store).unknown(patient)
        }
        Terminal.say("recorded \(outcome) at \(at.instant)")
    }
}
