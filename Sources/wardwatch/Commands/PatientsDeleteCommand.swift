import ArgumentParser
import Daemon
import Foundation
import Store

struct PatientsDeleteCommand: WardwatchCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete everything that is stored of one patient.",
        discussion: """
            Without --yes it only says what would be deleted, and ends with status 1. The audit trail stays whole and \
            names no patient. Models that have learnt from the data, backups and copies of upgrades are not touched: \
            what is said at the end tells which.

            Example:
              wardwatch patients delete SIM-900007 --yes
            """)

    @Argument(help: "Any identifier of the patient.", completion: .patients)
    var patient: String

    @Flag(help: "Delete; it cannot be undone.")
    var yes = false

    @OptionGroup var global: GlobalOptions

    func execute() async throws {
        let store = try global.store(.existing)
        guard try await store.currentIdentifier(of: patient) != nil else {
            throw try await PatientReference(store: store).unknown(patient)
        }
        let erasure = try await store.erase(patient: patient, by: NSUserName(), isDryRun: !yes)
        let counts = [
            "\(erasure.stays) stays", "\(erasure.observations) observations", "\(erasure.assessments) assessments",
            "\(erasure.outcomes) outcomes", "\(erasure.alerts.count) alerts", "\(erasure.resources) FHIR resources",
            "\(erasure.quarantined) quarantined entries", "the text of \(erasure.messages) messages",
        ]
        Terminal.say((yes ? "deleted: " : "would be deleted: ") + counts.joined(separator: ", "))
        for line in Self.leftovers(erasure, beside: store.path) { Terminal.say(line) }
        try store.close()
        if !yes { throw CommandError("nothing was deleted", hint: "say --yes") }
    }

    /// What a deletion does not reach.
    private static func leftovers(_ erasure: PatientErasure, beside path: String) -> [String] {
        var lines: [String] = []
        if erasure.isOpen { lines.append("not discharged: what is sent of the patient from now on is stored anew") }
        if !erasure.models.isEmpty {
            lines.append("models that may have learnt from it: \(erasure.models.joined(separator: ", "))")
        }
        if !erasure.references.isEmpty {
            lines.append("reference stays lost one of: \(erasure.references.joined(separator: ", "))")
        }
        let url = URL(fileURLWithPath: path)
        let files = try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
        let copies = (files ?? []).filter {
            $0.hasPrefix("\(url.lastPathComponent).v") || $0.hasPrefix("\(url.lastPathComponent).replaced")
        }
        if !copies.isEmpty { lines.append("copies that still hold it: \(copies.sorted().joined(separator: ", "))") }
        return lines + ["backups, and what was delivered elsewhere, still hold it"]
    }
}
