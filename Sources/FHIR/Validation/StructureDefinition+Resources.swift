extension StructureDefinition {
    private static let observationValue: ElementDefinition = .choice(
        "value",
        [
            "Quantity", "CodeableConcept", "string", "boolean", "integer", "Range", "Ratio", "SampledData", "time",
            "dateTime", "Period",
        ])

    /// The resources and their parts, after the StructureDefinitions of FHIR R4 (4.0.1).
    static let resources: [StructureDefinition] = [
        .domainResource(
            "Observation",
            [
                .list("identifier", "Identifier"), .list("basedOn", "Reference"), .list("partOf", "Reference"),
                .required("status", .code(.observationStatus)), .list("category", "CodeableConcept"),
                .required("code", "CodeableConcept"), .optional("subject", "Reference"),
                .list("focus", "Reference"), .optional("encounter", "Reference"),
                .choice("effective", ["dateTime", "Period", "Timing", "instant"]), .optional("issued", "instant"),
                .list("performer", "Reference"), observationValue,
                .optional("dataAbsentReason", "CodeableConcept"), .list("interpretation", "CodeableConcept"),
                .list("note", "Annotation"), .optional("bodySite", "CodeableConcept"),
                .optional("method", "CodeableConcept"), .optional("specimen", "Reference"),
                .optional("device", "Reference"), .list("referenceRange", "Observation.referenceRange"),
                .list("hasMember", "Reference"), .list("derivedFrom", "Reference"),
                .list("component", "Observation.component"),
            ]),
        .backbone(
            "Observation.referenceRange",
            [
                .optional("low", "SimpleQuantity"), .optional("high", "SimpleQuantity"),
                .optional("type", "CodeableConcept"), .list("appliesTo", "CodeableConcept"),
                .optional("age", "Range"), .optional("text", "string"),
            ]),
        .backbone(
            "Observation.component",
            [
                .required("code", "CodeableConcept"), observationValue,
                .optional("dataAbsentReason", "CodeableConcept"), .list("interpretation", "CodeableConcept"),
                .list("referenceRange", "Observation.referenceRange"),
            ]),

        .domainResource(
            "Patient",
            [
                .list("identifier", "Identifier"), .optional("active", "boolean"), .list("name", "HumanName"),
                .list("telecom", "ContactPoint"), .optional("gender", .code(.administrativeGender)),
                .optional("birthDate", "date"), .choice("deceased", ["boolean", "dateTime"]),
                .list("address", "Address"), .optional("maritalStatus", "CodeableConcept"),
                .choice("multipleBirth", ["boolean", "integer"]), .list("photo", "Attachment"),
                .list("contact", "Patient.contact"), .list("communication", "Patient.communication"),
                .list("generalPractitioner", "Reference"), .optional("managingOrganization", "Reference"),
                .list("link", "Patient.link"),
            ]),
        .backbone(
            "Patient.contact",
            [
                .list("relationship", "CodeableConcept"), .optional("name", "HumanName"),
                .list("telecom", "ContactPoint"), .optional("address", "Address"),
                .optional("gender", .code(.administrativeGender)), .optional("organization", "Reference"),
                .optional("period", "Period"),
            ]),
        .backbone(
            "Patient.communication",
            [.required("language", "CodeableConcept"), .optional("preferred", "boolean")]),
        .backbone("Patient.link", [.required("other", "Reference"), .required("type", .code(.linkType))]),

        .domainResource(
            "Encounter",
            [
                .list("identifier", "Identifier"), .required("status", .code(.encounterStatus)),
                .list("statusHistory", "Encounter.statusHistory"), .required("class", "Coding"),
                .list("classHistory", "Encounter.classHistory"), .list("type", "CodeableConcept"),
                .optional("serviceType", "CodeableConcept"), .optional("priority", "CodeableConcept"),
                .optional("subject", "Reference"), .list("episodeOfCare", "Reference"),
                .list("basedOn", "Reference"), .list("participant", "Encounter.participant"),
                .list("appointment", "Reference"), .optional("period", "Period"), .optional("length", "Duration"),
                .list("reasonCode", "CodeableConcept"), .list("reasonReference", "Reference"),
                .list("diagnosis", "Encounter.diagnosis"), .list("account", "Reference"),
                .optional("hospitalization", "Encounter.hospitalization"),
                .list("location", "Encounter.location"), .optional("serviceProvider", "Reference"),
                .optional("partOf", "Reference"),
            ]),
        .backbone(
            "Encounter.statusHistory",
            [.required("status", .code(.encounterStatus)), .required("period", "Period")]),
        .backbone("Encounter.classHistory", [.required("class", "Coding"), .required("period", "Period")]),
        .backbone(
            "Encounter.participant",
            [.list("type", "CodeableConcept"), .optional("period", "Period"), .optional("individual", "Reference")]),
        .backbone(
            "Encounter.diagnosis",
            [
                .required("condition", "Reference"), .optional("use", "CodeableConcept"),
                .optional("rank", "positiveInt"),
            ]),
        .backbone(
            "Encounter.hospitalization",
            [
                .optional("preAdmissionIdentifier", "Identifier"), .optional("origin", "Reference"),
                .optional("admitSource", "CodeableConcept"), .optional("reAdmission", "CodeableConcept"),
                .list("dietPreference", "CodeableConcept"), .list("specialCourtesy", "CodeableConcept"),
                .list("specialArrangement", "CodeableConcept"), .optional("destination", "Reference"),
                .optional("dischargeDisposition", "CodeableConcept"),
            ]),
        .backbone(
            "Encounter.location",
            [
                .required("location", "Reference"), .optional("status", .code(.encounterLocationStatus)),
                .optional("physicalType", "CodeableConcept"), .optional("period", "Period"),
            ]),

        StructureDefinition(
            "Bundle", isResource: true,
            resourceElements + [
                .optional("identifier", "Identifier"), .required("type", .code(.bundleType)),
                .optional("timestamp", "instant"), .optional("total", "unsignedInt"), .list("link", "Bundle.link"),
                .list("entry", "Bundle.entry"), .optional("signature", "Signature"),
            ]),
        .backbone("Bundle.link", [.required("relation", "string"), .required("url", "uri")]),
        .backbone(
            "Bundle.entry",
            [
                .list("link", "Bundle.link"), .optional("fullUrl", "uri"), .optional("resource", .entryResource),
                .optional("search", "Bundle.entry.search"), .optional("request", "Bundle.entry.request"),
                .optional("response", "Bundle.entry.response"),
            ]),
        .backbone(
            "Bundle.entry.search", [.optional("mode", .code(.searchEntryMode)), .optional("score", "decimal")]),
        .backbone(
            "Bundle.entry.request",
            [
                .required("method", .code(.httpVerb)), .required("url", "uri"), .optional("ifNoneMatch", "string"),
                .optional("ifModifiedSince", "instant"), .optional("ifMatch", "string"),
                .optional("ifNoneExist", "string"),
            ]),
        .backbone(
            "Bundle.entry.response",
            [
                .required("status", "string"), .optional("location", "uri"), .optional("etag", "string"),
                .optional("lastModified", "instant"), .optional("outcome", "Resource"),
            ]),
    ]
}
