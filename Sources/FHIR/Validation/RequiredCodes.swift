/// The value sets of R4 that elements of ``StructureDefinition/resources`` are bound to with strength `required`.
///
/// The raw value is the name in `http://hl7.org/fhir/ValueSet/…`. Value sets without an enumeration (`mimetypes`,
/// `currencies`, `ucum-vitals-common`) are not here: their elements are checked as plain codes.
enum RequiredCodes: String, CaseIterable {
    case observationStatus = "observation-status"
    case encounterStatus = "encounter-status"
    case encounterLocationStatus = "encounter-location-status"
    case administrativeGender = "administrative-gender"
    case linkType = "link-type"
    case bundleType = "bundle-type"
    case searchEntryMode = "search-entry-mode"
    case httpVerb = "http-verb"
    case narrativeStatus = "narrative-status"
    case identifierUse = "identifier-use"
    case nameUse = "name-use"
    case addressUse = "address-use"
    case addressType = "address-type"
    case contactPointSystem = "contact-point-system"
    case contactPointUse = "contact-point-use"
    case quantityComparator = "quantity-comparator"
    case unitsOfTime = "units-of-time"
    case daysOfWeek = "days-of-week"
    case eventTiming = "event-timing"

    /// The codes of the set.
    var codes: [String] {
        switch self {
        case .observationStatus:
            [
                "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error",
                "unknown",
            ]
        case .encounterStatus:
            [
                "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled",
                "entered-in-error", "unknown",
            ]
        case .encounterLocationStatus: ["planned", "active", "reserved", "completed"]
        case .administrativeGender: ["male", "female", "other", "unknown"]
        case .linkType: ["replaced-by", "replaces", "refer", "seealso"]
        case .bundleType:
            [
                "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
                "searchset", "collection",
            ]
        case .searchEntryMode: ["match", "include", "outcome"]
        case .httpVerb: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
        case .narrativeStatus: ["generated", "extensions", "additional", "empty"]
        case .identifierUse: ["usual", "official", "temp", "secondary", "old"]
        case .nameUse: ["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"]
        case .addressUse: ["home", "work", "temp", "old", "billing"]
        case .addressType: ["postal", "physical", "both"]
        case .contactPointSystem: ["phone", "fax", "email", "pager", "url", "sms", "other"]
        case .contactPointUse: ["home", "work", "temp", "old", "mobile"]
        case .quantityComparator: ["<", "<=", ">=", ">"]
        case .unitsOfTime: ["s", "min", "h", "d", "wk", "mo", "a"]
        case .daysOfWeek: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        case .eventTiming:
            [
                "MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late", "EVE", "EVE.early",
                "EVE.late", "NIGHT", "PHS", "HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC",
                "PCM", "PCD", "PCV",
            ]
        }
    }
}
