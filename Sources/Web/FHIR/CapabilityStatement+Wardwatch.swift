internal import FHIR

extension CapabilityStatement {
    /// What this server can do; ``date`` is to be moved whenever the content changes.
    static func wardwatch(version: String, needsToken: Bool) -> CapabilityStatement {
        CapabilityStatement(
            date: "2026-11-23", software: "Wardwatch", version: version,
            description: "Early warning of deterioration on hospital wards",
            resources: ResourceType.allCases.map { stored($0, documentation: documentation(of: $0)) } + [
                riskAssessment
            ],
            interactions: [.batch, .transaction],
            security: Security(
                description: needsToken
                    ? "A bearer token (RFC 6750) is required for everything but this statement."
                    : "No token is required."
            ))
    }

    private static func stored(_ type: ResourceType, documentation: String) -> Resource {
        Resource(
            type: type.rawValue,
            supportedProfile: type == .observation ? ["http://hl7.org/fhir/StructureDefinition/vitalsigns"] : nil,
            documentation: """
                \(documentation) Update, with an id that the client may choose, and delete also by a search that \
                selects one resource. Patches are JSON Merge Patch or JSON Patch.
                """,
            interaction: [.read, .versionRead, .update, .patch, .delete, .create, .searchType],
            versioning: .versioned, readHistory: true, updateCreate: true, conditionalCreate: true,
            searchParam: Web.SearchParameter.all(of: type).map(\.capability))
    }

    private static func documentation(of type: ResourceType) -> String {
        switch type {
        case .observation:
            """
            Observations that came over FHIR, with the vital signs in them scored. Those that came by HL7 v2 or in \
            files are not served here. What cannot be scored is stored all the same; return=OperationOutcome tells.
            """
        case .patient:
            "Persons who came over FHIR. Deleting one deletes the resource, not what was measured."
        case .encounter:
            "Stays that came over FHIR. Deleting one deletes the resource, not what was measured."
        }
    }

    private static var riskAssessment: Resource {
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
    }
}
