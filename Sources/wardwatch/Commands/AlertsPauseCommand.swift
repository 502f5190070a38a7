import ArgumentParser
import ClinicalDomain
import Foundation
import Store

struct AlertsPauseCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Raise no alerts for a patient during a procedure.",
        discussion: """
            Everything is recorded; what still asks for attention when the time is over is raised then. What is in force \
            goes to no further tier meanwhile. `wardwatch alerts resume` ends it early.

            Example:
              wardwatch alerts pause 10032 --for 45m --reason endoscopy
            """)

    @Argument(help: "The patient's identifier.", completion: .patients)
    var patient: String

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 30m, 2h.", valueName: "time"))
    var duration: DurationArgument

    @Option(help: ArgumentHelp("What is being done.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("Who says so.", valueName: "name"))
    var by: String = NSUserName()

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if by.isEmpty { throw ValidationError("--by must say who it is") }
        if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say what is being done") }
        // A procedure is no way to switch a patient's alerts off.
        guard duration.seconds > 0, duration.seconds <= 24 * 3600 else {
            throw ValidationError("--for must be above 0 and at most 24h")
        }
    }

    func execute() async throws {
        let store = try global.store(.existing)
        let now = WardwatchStore.systemClock()
        let until = now.advanced(bySeconds: duration.seconds)
        let count: Int
        do {
            count = try await store.noteProcedure(
                patient: patient, from: now, until: until, reason: reason, by: by, from: Terminal.origin)
        } catch StoreError.unknownPatient {
            throw try await PatientReference(store: store).unknown(patient)
        }
        guard count > 0 else {
            throw CommandError(
                "patient \(Terminal.printable(patient)) has no open stay", hint: "`wardwatch patients list --all`")
        }
        Terminal.say("no alerts for patient \(patient) until \(until)")
    }
}
