internal import ClinicalDomain
internal import FHIR
internal import Hummingbird

/// The answers below `/fhir`.
struct FHIREndpoints: Sendable {
    let status: any WardStatus
    /// The version of the program.
    let version: String

    /// `GET /fhir/metadata`.
    func metadata() throws -> Answer {
        try .fhir(.ok, CapabilityStatement.wardwatch(version: version))
    }

    /// `GET /fhir/RiskAssessment?…`.
    func riskAssessments(query: String) async throws -> Answer {
        let search: RiskAssessmentSearch
        do {
            search = try RiskAssessmentSearch(query: query)
        } catch {
            return try .fhir(.badRequest, error.outcome)
        }
        let risks = try await status.riskAssessments(patient: search.patient)
        let entries = risks.map { risk in
            Bundle.Entry(
                fullUrl: "urn:uuid:\(risk.uuid(patient: search.patient))",
                resource: RiskAssessment(risk, patient: search.patient))
        }
        return try .fhir(.ok, Bundle(searchset: search.url, entries: entries))
    }
}

extension CapabilityStatement {
    /// What this server can do; ``date`` is to be moved whenever the content changes.
    static func wardwatch(version: String) -> CapabilityStatement {
        CapabilityStatement(
            date: "2026-11-23", software: "Wardwatch", version: version,
            description: "Early warning of deterioration on hospital wards",
            resources: [
                Resource(
                    type: "RiskAssessment",
                    documentation: """
                        The latest risk of each stay of one patient. probabilityDecimal is in percent, 0 to 100; \
                        whenPeriod begins with the last moment whose values were used.
                        """,
                    interaction: [.searchType],
                    searchParam: [
                        .reference(
                            "subject", definition: "http://hl7.org/fhir/SearchParameter/RiskAssessment-subject",
                            documentation: "Patient/ID or ID; this or patient is required."),
                        .reference(
                            "patient", definition: "http://hl7.org/fhir/SearchParameter/clinical-patient",
                            documentation: "Patient/ID or ID; this or subject is required."),
                    ])
            ])
    }
}
