import ArgumentParser
import Foundation
import Store

struct AlertsResumeCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Raise alerts for a patient again: the procedure is over.",
        discussion: """
            What asks for attention then is raised within seconds.

            Example:
              wardwatch alerts resume 10032
            """)

    @Argument(help: "The patient's identifier.", completion: .patients)
    var patient: String

    @Option(help: ArgumentHelp("Who says so.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if by.isEmpty { throw ValidationError("--by must say who it is") }
    }

    func execute() async throws {
        let store = try global.store(.existing)
        let count: Int
        do {
            count = try await store.endProcedures(patient: patient, by: by, from: Terminal.origin)
        } catch StoreError.unknownPatient {
            throw try await PatientReference(store: store).unknown(patient)
        }
        Terminal.say(count > 0 ? "alerts for patient \(patient) again" : "nothing is paused for patient \(patient)")
    }
}
