/// One observation or outcome as a flat record: a line of NDJSON or a row of CSV.
///
/// | field | meaning |
/// | --- | --- |
/// | patient | identifier; required |
/// | visit, unitOfCare, bed, admitted, discharged | the stay |
/// | birthDate (YYYY-MM-DD), sex (female, male, other, unknown) | the patient |
/// | code or channel | LOINC code, or the channel's name |
/// | system | the coding system of another code, such as MDC |
/// | value, unit | the value with its UCUM unit |
/// | effective | ISO 8601 with an offset; required |
/// | issued | when this version was issued; else the same as effective |
/// | status | preliminary, final (default), corrected, entered-in-error |
/// | source, subID | who measured, and which of several |
/// | outcome | instead of code and value: the name of an event at `effective` |
public struct ObservationRecord: Hashable, Sendable {
    /// The fields by name; absent or empty ones are not there.
    public var fields: [String: String]

    /// The names that are understood.
    public static let fieldNames: Set<String> = [
        "patient", "visit", "unitOfCare", "bed", "admitted", "discharged", "birthDate", "sex", "code", "system",
        "channel", "value", "unit", "effective", "issued", "status", "source", "subID", "outcome",
    ]

    /// A record of its fields.
    public init(fields: [String: String]) { self.fields = fields.filter { !$0.value.isEmpty } }
}
