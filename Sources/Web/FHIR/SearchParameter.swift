internal import FHIR

/// One search parameter of a resource type.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/searchparameter-registry.html>.
struct SearchParameter {
    /// How its values are read.
    enum Kind {
        /// `code`, `system|code`, `|code`, `system|`.
        case token
        /// `ID`, `Type/ID`, an absolute address, or `system|value`.
        case reference(ResourceType)
        /// A date or time with a prefix.
        case date
        /// The beginning of a text, without regard to capitals and marks.
        case string
        /// Logical ids.
        case id
        /// The time of the last change, with a prefix.
        case lastUpdated
    }

    let name: String
    let kind: Kind
    /// The canonical URL of its definition is this, below `http://hl7.org/fhir/SearchParameter/`.
    let definition: String
    /// The name of the index, where it is not that of the parameter.
    let index: String

    private init(_ name: String, _ kind: Kind, _ definition: String, index: String? = nil) {
        (self.name, self.kind, self.definition, self.index) = (name, kind, definition, index ?? name)
    }

    /// The parameters of a type.
    static func all(of type: ResourceType) -> [SearchParameter] {
        let own: [SearchParameter]
        switch type {
        case .observation:
            own = [
                SearchParameter("code", .token, "clinical-code"),
                SearchParameter("category", .token, "Observation-category"),
                SearchParameter("status", .token, "Observation-status"),
                SearchParameter("identifier", .token, "clinical-identifier"),
                SearchParameter("patient", .reference(.patient), "clinical-patient", index: "subject"),
                SearchParameter("subject", .reference(.patient), "Observation-subject"),
                SearchParameter("encounter", .reference(.encounter), "clinical-encounter"),
                SearchParameter("date", .date, "clinical-date"),
            ]
        case .patient:
            own = [
                SearchParameter("identifier", .token, "Patient-identifier"),
                SearchParameter("birthdate", .date, "individual-birthdate"),
                SearchParameter("gender", .token, "individual-gender"),
                SearchParameter("name", .string, "Patient-name"),
                SearchParameter("family", .string, "individual-family"),
            ]
        case .encounter:
            own = [
                SearchParameter("identifier", .token, "clinical-identifier"),
                SearchParameter("patient", .reference(.patient), "clinical-patient", index: "subject"),
                SearchParameter("subject", .reference(.patient), "Encounter-subject"),
                SearchParameter("status", .token, "Encounter-status"),
                SearchParameter("class", .token, "Encounter-class"),
                SearchParameter("date", .date, "clinical-date"),
            ]
        }
        return own + [
            SearchParameter("_id", .id, "Resource-id"),
            SearchParameter("_lastUpdated", .lastUpdated, "Resource-lastUpdated"),
        ]
    }
}

extension SearchParameter {
    /// The parameter as the capability statement lists it.
    var capability: CapabilityStatement.SearchParameter {
        let (kind, documentation): (CapabilityStatement.SearchParameter.Kind, String) =
            switch kind {
            case .token: (.token, "code, system|code, |code or system|.")
            case .reference(let type):
                (
                    .reference,
                    """
                    ID, \(type.rawValue)/ID, or a business identifier as system|value; also \(name):identifier and \
                    \(name).identifier.
                    """
                )
            case .date: (.date, "Prefixes eq, ne, gt, lt, ge, le, sa, eb; without an offset in UTC.")
            case .string: (.string, "The beginning of a name, without regard to capitals and marks.")
            case .id: (.token, "Logical ids.")
            case .lastUpdated: (.date, "Prefixes eq, ne, gt, lt, ge, le, sa, eb; without an offset in UTC.")
            }
        return CapabilityStatement.SearchParameter(
            name, kind, definition: "http://hl7.org/fhir/SearchParameter/\(definition)", documentation: documentation)
    }
}
