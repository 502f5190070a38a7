import ClinicalDomain
import Daemon
import Store

/// Finds the patient that a person means.
struct PatientReference {
    let store: WardwatchStore

    /// A patient's stay.
    ///
    /// - Parameters:
    ///   - patient: any identifier of the patient.
    ///   - visit: the visit number; nil for the last stay.
    /// - Throws: ``CommandError`` with the identifiers or visits that are there.
    func stay(_ patient: String, visit: String? = nil) async throws -> (id: EncounterID, encounter: Encounter) {
        let stays = try await store.encounters(ofPatient: patient)
        guard !stays.isEmpty else { throw try await unknown(patient) }
        guard let stay = stays.last(where: { visit == nil || $0.encounter.visitNumber == visit }) else {
            let visits = stays.map(\.encounter.visitNumber).map(Terminal.printable).joined(separator: ", ")
            throw CommandError(
                "patient \(Terminal.printable(patient)) has no visit \"\(Terminal.printable(visit ?? ""))\"",
                hint: "there are: \(visits)")
        }
        return stay
    }

    /// The complaint that there is no such patient, with whom it may be instead.
    func unknown(_ patient: String) async throws -> CommandError {
        let question = Suggestion.question(try await identifiers(near: patient))
        return CommandError(
            "there is no patient \"\(Terminal.printable(patient))\"",
            hint: (question.map { "\($0) " } ?? "") + "`wardwatch patients list --all`")
    }

    /// The identifiers that differ only in their assigning authority, or end like this one, or else those nearest.
    private func identifiers(near patient: String) async throws -> [String] {
        let known = try await store.patientIdentifiers(resembling: patient)
        let number = Self.withoutAuthority(patient)
        let same = known.filter { Self.withoutAuthority($0) == number }
        if !same.isEmpty { return same }
        let longer = known.filter { patient.count >= 3 && $0.lowercased().hasSuffix(number) }
        if !longer.isEmpty { return longer }
        let limit = min(2, (patient.count - 1) / 3)
        let ranked = known.map { ($0, EditDistance.between($0, patient)) }.filter { $0.1 <= limit }
        return ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }

    /// `HOSP:77001` → `77001`.
    private static func withoutAuthority(_ identifier: String) -> String {
        (identifier.split(separator: ":").last.map(String.init) ?? identifier).lowercased()
    }
}
