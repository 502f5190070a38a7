import ArgumentParser
import Daemon
import Foundation
import Store

struct PatientsExportCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write everything that is stored of one patient.",
        discussion: """
            Lines of JSON: the patient, stays, places, values, outcomes, assessments, alerts with their evidence, \
            procedures, FHIR resources, messages as they arrived, and the audit trail about them.

            Example:
              wardwatch patients export SIM-900007 > patient.ndjson
            """)

    @Argument(help: "Any identifier of the patient.", completion: .patients)
    var patient: String

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.readOnly)
        guard try await store.currentIdentifier(of: patient) != nil else {
            throw try await PatientReference(store: store).unknown(patient)
        }
        try store.forEachLine(ofPatient: patient) { try StandardOutput.print($0) }
    }
}
