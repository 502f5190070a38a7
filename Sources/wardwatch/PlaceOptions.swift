import ArgumentParser
import Store

/// Whom a listing keeps to.
struct PlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this unit.", valueName: "unit"))
    var unit: String?

    @Option(help: ArgumentHelp("Only this patient.", valueName: "identifier"), completion: .patients)
    var patient: String?

    /// Says on standard error that there is no patient of the identifier, and who may be meant.
    func complainAboutUnknownPatient(in store: WardwatchStore) async throws {
        guard let patient, try await store.encounters(ofPatient: patient).isEmpty else { return }
        let error = try await PatientReference(store: store).unknown(patient)
        Terminal.complain(error.text, hint: error.hint)
    }
}
