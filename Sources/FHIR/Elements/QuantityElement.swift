/// A measured amount: FHIR R4 `Quantity`, read from JSON.
public struct QuantityElement: Hashable, Sendable {
    /// The number with its literal; nil where none is given.
    public var value: JSONNumber?
    /// `<`, `<=`, `>=` or `>` where the value is only a bound.
    public var comparator: String?
    /// The unit for people.
    public var unit: String?
    /// The code system of the unit.
    public var system: String?
    /// The unit for programs.
    public var code: String?

    /// The quantity of a JSON object; parts that are missing or of another kind are nil.
    public init(_ json: JSONValue) {
        (value, comparator, unit) = (json["value"]?.number, json["comparator"]?.string, json["unit"]?.string)
        (system, code) = (json["system"]?.string, json["code"]?.string)
    }
}
