import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct LabelCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Record that an outcome happened to a patient.",
        discussion: "Example:\n  wardwatch label 4711 icu-transfer --at 2026-11-23T04:30:00Z")

    @Argument(help: "The patient's identifier.")
    var patient: String

    @Argument(help: "The event: sepsis, icu-transfer, cardiac-arrest, death, or a site's own.")
    var outcome: String

    @Option(help: "When it happened (ISO 8601 with an offset).")
    var at: InstantArgument

    @Option(help: "The visit number, where the patient has several stays.")
    var visit: String?

    @Option(help: "Who says so.")
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        try await store.label(
            patient: patient, visit: visit, outcome: OutcomeEvent(name: outcome, at: at.instant), by: by)
        Terminal.say("recorded \(outcome) at \(at.instant)")
    }
}
