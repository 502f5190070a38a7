internal import ClinicalDomain
internal import Metrics
internal import Store
internal import Synchronization
internal import Web

/// What the web shows of the daemon, read from the database.
struct DaemonStatus: WardStatus {
    let store: WardwatchStore
    let database: DatabaseWatch
    let clock: ClockWatch

    func readiness() async -> Readiness {
        if let obstacle = database.obstacle { return Readiness(isReady: false, reasons: [obstacle]) }
        do {
            _ = try await store.newestMessageID()
            return Readiness(isReady: true, reasons: [await database.remark, await clock.remark].compactMap { $0 })
        } catch {
            return Readiness(isReady: false, reasons: ["the database cannot be read"])
        }
    }

    func riskAssessments(patient identifier: String) async throws -> [PatientRisk] {
        let definitions = Dictionary(uniqueKeysWithValues: OutcomeDefinition.standard.map { ($0.name, $0) })
        let models = Dictionary(uniqueKeysWithValues: try await store.models().map { ($0.name, $0.outcome) })
        // A client that came by FHIR knows the patient by the id of the resource.
        let resource = try await store.readFHIR { try $0.current(type: "Patient", id: identifier) }
        let known = resource.flatMap { $0.patient.isEmpty ? nil : $0.patient } ?? identifier
        return try await store.patients(PatientFilter(identifier: known, openOnly: false)).compactMap { listing in
            guard let assessment = listing.assessment?.assessment, let risk = assessment.risk else { return nil }
            let outcome = models[risk.model] ?? ""
            return PatientRisk(
                visitNumber: listing.encounter.visitNumber, step: assessment.step, effective: assessment.effective,
                risk: risk, outcome: outcome, horizonHours: definitions[outcome]?.horizonHours)
        }
    }
}
