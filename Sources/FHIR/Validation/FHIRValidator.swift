/// Checks resources against the definitions of FHIR R4 (4.0.1) and the profile of vital signs.
///
/// Checked are the elements of `Observation`, `Patient`, `Encounter` and `Bundle` and of the data types in them:
/// names, cardinality, JSON form, the form of primitive values, required value sets and invariants. Strict: a member
/// that R4 does not know is refused, because it may change the meaning of the rest. Extensions are free. Codes of
/// other code systems and the targets of references are not looked up. Resources of other types within a Bundle or
/// contained in a resource are checked as JSON only.
public enum FHIRValidator {
    /// How many issues are listed; one that says so follows if there are more.
    public static let maximumIssues = 100

    /// The resource types that can be checked, in alphabetical order.
    public static var resourceTypes: [String] { StructureDefinition.resourceTypes }

    /// What is wrong with a resource; empty for one that may be taken.
    ///
    /// No diagnostic repeats a value of the resource.
    ///
    /// - Parameters:
    ///   - resource: The resource.
    ///   - expectedType: The type that it must be, for example from the address; nil for any that can be checked.
    ///   - path: Where the resource stands, such as `Bundle.entry[2].resource`; nil for the type of the resource.
    ///   - includingEntries: Whether the resources in a Bundle are checked as well.
    /// - Complexity: O(n) in the number of values; the recursion is as deep as the JSON.
    public static func issues(
        _ resource: JSONValue, expectedType: String?, at path: String? = nil, includingEntries: Bool = true
    ) -> [OperationOutcome.Issue] {
        var validation = Validation(includesEntries: includingEntries)
        validation.checkRoot(resource, expectedType: expectedType, path: path)
        return validation.issues
    }
}
