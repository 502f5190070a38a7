/// An Observation as the server and the mapping read it: a thin view of its JSON.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/observation.html>.
public struct ObservationResource: Hashable, Sendable {
    /// The resource as it arrived.
    public let json: JSONValue

    /// A view of an Observation that ``FHIRValidator`` has found no error in.
    public init(_ json: JSONValue) { self.json = json }

    /// The logical id, nil before the server gave one.
    public var id: String? { json["id"]?.string }

    /// Value set `observation-status`.
    public var status: String? { json["status"]?.string }

    /// The business identifiers: search parameter `identifier`.
    public var identifiers: [IdentifierElement] { IdentifierElement.identifiers(of: json) }

    /// What kind of observation it is: search parameter `category`.
    public var categories: [CodingElement] { json["category"]?.array.flatMap(CodingElement.codings) ?? [] }

    /// What was observed: search parameter `code`.
    public var codes: [CodingElement] { CodingElement.codings(of: json["code"]) }

    /// What the components observed: with ``codes`` the search parameter `combo-code`.
    public var componentCodes: [CodingElement] {
        json["component"]?.array.flatMap { CodingElement.codings(of: $0["code"]) } ?? []
    }

    /// Whom it is about: search parameters `subject` and `patient`.
    public var subject: ReferenceElement? { json["subject"].map(ReferenceElement.init) }

    /// The stay: search parameter `encounter`.
    public var encounter: ReferenceElement? { json["encounter"].map(ReferenceElement.init) }

    /// When it was true, as a span in milliseconds since 1970: search parameter `date`.
    ///
    /// An open end of a period reaches to the end of time, an open start to its beginning. Nil where nothing is
    /// stated, and for a `Timing`.
    public func effective(localOffsetSeconds: (Int64) -> Int = { _ in 0 }) -> Range<Int64>? {
        if let text = json["effectiveDateTime"]?.string ?? json["effectiveInstant"]?.string {
            return FHIRDateTime(text)?.milliseconds(localOffsetSeconds: localOffsetSeconds)
        }
        guard let period = json["effectivePeriod"].map(PeriodElement.init) else { return nil }
        let start = period.start?.milliseconds(localOffsetSeconds: localOffsetSeconds).lowerBound
        let end = period.end?.milliseconds(localOffsetSeconds: localOffsetSeconds).upperBound
        guard start != nil || end != nil else { return nil }
        return (start ?? .min)..<max(end ?? .max, (start ?? .min) + 1)
    }
}
