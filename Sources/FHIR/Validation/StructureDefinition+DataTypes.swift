extension StructureDefinition {
    private static let quantity: [ElementDefinition] = [
        .optional("value", "decimal"), .optional("comparator", .code(.quantityComparator)),
        .optional("unit", "string"), .optional("system", "uri"), .optional("code", "code"),
    ]

    /// The data types that the resources use, after FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/datatypes.html>.
    static let dataTypes: [StructureDefinition] = [
        StructureDefinition("Element", []),
        StructureDefinition(
            "Meta",
            [
                .optional("versionId", "id"), .optional("lastUpdated", "instant"), .optional("source", "uri"),
                .list("profile", "canonical"), .list("security", "Coding"), .list("tag", "Coding"),
            ]),
        StructureDefinition(
            "Narrative", [.required("status", .code(.narrativeStatus)), .required("div", "xhtml")]),
        StructureDefinition("Extension", [.required("url", "uri"), .choice("value", extensionValues)]),
        StructureDefinition(
            "Identifier",
            [
                .optional("use", .code(.identifierUse)), .optional("type", "CodeableConcept"),
                .optional("system", "uri"), .optional("value", "string"), .optional("period", "Period"),
                .optional("assigner", "Reference"),
            ]),
        StructureDefinition("CodeableConcept", [.list("coding", "Coding"), .optional("text", "string")]),
        StructureDefinition(
            "Coding",
            [
                .optional("system", "uri"), .optional("version", "string"), .optional("code", "code"),
                .optional("display", "string"), .optional("userSelected", "boolean"),
            ]),
        StructureDefinition(
            "Reference",
            [
                .optional("reference", "string"), .optional("type", "uri"), .optional("identifier", "Identifier"),
                .optional("display", "string"),
            ]),
        StructureDefinition("Quantity", quantity),
        StructureDefinition("SimpleQuantity", quantity),
        StructureDefinition("Age", quantity),
        StructureDefinition("Count", quantity),
        StructureDefinition("Distance", quantity),
        StructureDefinition("Duration", quantity),
        StructureDefinition("Money", [.optional("value", "decimal"), .optional("currency", "code")]),
        StructureDefinition("Period", [.optional("start", "dateTime"), .optional("end", "dateTime")]),
        StructureDefinition("Range", [.optional("low", "SimpleQuantity"), .optional("high", "SimpleQuantity")]),
        StructureDefinition("Ratio", [.optional("numerator", "Quantity"), .optional("denominator", "Quantity")]),
        StructureDefinition(
            "SampledData",
            [
                .required("origin", "SimpleQuantity"), .required("period", "decimal"),
                .optional("factor", "decimal"), .optional("lowerLimit", "decimal"),
                .optional("upperLimit", "decimal"), .required("dimensions", "positiveInt"),
                .optional("data", "string"),
            ]),
        StructureDefinition(
            "Annotation",
            [
                .choice("author", ["Reference", "string"]), .optional("time", "dateTime"),
                .required("text", "markdown"),
            ]),
        StructureDefinition(
            "HumanName",
            [
                .optional("use", .code(.nameUse)), .optional("text", "string"), .optional("family", "string"),
                .list("given", "string"), .list("prefix", "string"), .list("suffix", "string"),
                .optional("period", "Period"),
            ]),
        StructureDefinition(
            "ContactPoint",
            [
                .optional("system", .code(.contactPointSystem)), .optional("value", "string"),
                .optional("use", .code(.contactPointUse)), .optional("rank", "positiveInt"),
                .optional("period", "Period"),
            ]),
        StructureDefinition("ContactDetail", [.optional("name", "string"), .list("telecom", "ContactPoint")]),
        StructureDefinition(
            "Address",
            [
                .optional("use", .code(.addressUse)), .optional("type", .code(.addressType)),
                .optional("text", "string"), .list("line", "string"), .optional("city", "string"),
                .optional("district", "string"), .optional("state", "string"), .optional("postalCode", "string"),
                .optional("country", "string"), .optional("period", "Period"),
            ]),
        StructureDefinition(
            "Attachment",
            [
                .optional("contentType", "code"), .optional("language", "code"),
                .optional("data", "base64Binary"), .optional("url", "url"), .optional("size", "unsignedInt"),
                .optional("hash", "base64Binary"), .optional("title", "string"), .optional("creation", "dateTime"),
            ]),
        StructureDefinition(
            "Signature",
            [
                .requiredList("type", "Coding"), .required("when", "instant"), .required("who", "Reference"),
                .optional("onBehalfOf", "Reference"), .optional("targetFormat", "code"),
                .optional("sigFormat", "code"), .optional("data", "base64Binary"),
            ]),
        .backbone(
            "Timing",
            [
                .list("event", "dateTime"), .optional("repeat", "Timing.repeat"),
                .optional("code", "CodeableConcept"),
            ]),
        StructureDefinition(
            "Timing.repeat",
            [
                .choice("bounds", ["Duration", "Range", "Period"]), .optional("count", "positiveInt"),
                .optional("countMax", "positiveInt"), .optional("duration", "decimal"),
                .optional("durationMax", "decimal"), .optional("durationUnit", .code(.unitsOfTime)),
                .optional("frequency", "positiveInt"), .optional("frequencyMax", "positiveInt"),
                .optional("period", "decimal"), .optional("periodMax", "decimal"),
                .optional("periodUnit", .code(.unitsOfTime)), .list("dayOfWeek", .code(.daysOfWeek)),
                .list("timeOfDay", "time"), .list("when", .code(.eventTiming)), .optional("offset", "unsignedInt"),
            ]),
    ]

    /// What an extension may hold, by <http://hl7.org/fhir/R4/datatypes.html#open>.
    ///
    /// The types without a structure above hardly occur on vital signs; of them only the JSON is checked.
    private static let extensionValues: [ElementDefinition.Content] = [
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer",
        "markdown", "oid", "positiveInt", "string", "time", "unsignedInt", "uri", "url", "uuid", "Address", "Age",
        "Annotation", "Attachment", "CodeableConcept", "Coding", "ContactPoint", "Count", "Distance", "Duration",
        "HumanName", "Identifier", "Money", "Period", "Quantity", "Range", "Ratio", "Reference", "SampledData",
        "Signature", "Timing", "ContactDetail", "Contributor", "DataRequirement", "Expression",
        "ParameterDefinition", "RelatedArtifact", "TriggerDefinition", "UsageContext", "Dosage", "Meta",
    ]
}
