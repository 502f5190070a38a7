/// A span of time: FHIR R4 `Period`, read from JSON; both ends belong to it.
public struct PeriodElement: Hashable, Sendable {
    /// When it began; nil where that is not known or no `dateTime`.
    public var start: FHIRDateTime?
    /// When it ended; nil where it lasts, is not known, or no `dateTime`.
    public var end: FHIRDateTime?

    /// The period of a JSON object.
    public init(_ json: JSONValue) {
        (start, end) = (
            json["start"]?.string.flatMap(FHIRDateTime.init(_:)), json["end"]?.string.flatMap(FHIRDateTime.init(_:))
        )
    }
}
