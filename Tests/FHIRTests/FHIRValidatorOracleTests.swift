import FHIR
import Testing

/// The validator against HL7's own examples and against resources broken on purpose.
@Suite(.enabled(if: Oracles.isAvailable))
struct FHIRValidatorOracleTests {
    @Test(arguments: Oracles.examples)
    func `an official example passes, or is of a type that is not taken`(name: String) throws {
        let resource = try Oracles.example(name)
        let issues = FHIRValidator.issues(resource, expectedType: nil)
        if let expected = Self.faultyExamples[name] {
            #expect(issues.map { "\($0.code.rawValue) \($0.expression?.joined() ?? "")" } == [expected])
        } else if FHIRValidator.resourceTypes.contains(resource["resourceType"]?.string ?? "") {
            #expect(issues.isEmpty, "\(issues.map(\.diagnostics))")
        } else {
            #expect(issues.map(\.code) == [.notSupported])
        }
    }

    /// HL7's temperature of category vital-signs that has no effective time; `fhir_check.py` finds the same.
    private static let faultyExamples = ["r4-Observation-f202": "required Observation.effectiveDateTime"]

    /// What is wrong with each file of `negative/`, by its `WHY.txt`: the code and the place.
    private static let verdicts: [String: [String]] = [
        "bad_datetime": ["value Observation.effectiveDateTime"],
        "datetime_no_tz": ["value Observation.effectiveDateTime"],
        "empty_array": ["structure Observation.category"],
        "id_too_long": ["value Observation.id"],
        "missing_code": ["required Observation.code"],
        "missing_status": ["required Observation.status"],
        "no_vital_value": ["invariant Observation"],
        "null_element": ["structure Observation.subject"],
        "resourceType_wrong": ["not-supported Observations.resourceType"],
        "status_not_in_valueset": ["code-invalid Observation.status"],
        "two_value_x": ["structure Observation.valueString"],
        "unit_bpm_not_ucum": ["code-invalid Observation.valueQuantity.code"],
        "unknown_property": ["structure Observation.foo"],
        "value_and_dar": ["invariant Observation.dataAbsentReason"],
        "value_as_string_number": ["structure Observation.valueQuantity.value"],
        // A byte order mark is stepped over, and 44.0 is a decimal with its precision.
        "bom": [], "huge_precision": [],
    ]

    /// What is no JSON: the place and the reason.
    private static let unreadable: [String: (String, JSONError.Reason)] = [
        "dup_key": ("Observation.status", .duplicateMember),
        "nan_value": ("Observation.valueQuantity.value", .invalidNumber),
    ]

    @Test(arguments: Oracles.negatives)
    func `a broken resource is refused at its place`(name: String) throws {
        let bytes = try Oracles.bytes("negative/\(name)")
        let resource: JSONValue
        do throws(JSONError) {
            resource = try JSONValue(parsing: bytes)
        } catch {
            #expect(error.path == Self.unreadable[name]?.0)
            #expect(error.reason == Self.unreadable[name]?.1)
            return
        }
        let issues = FHIRValidator.issues(resource, expectedType: nil)
        let found = issues.map { "\($0.code.rawValue) \($0.expression?.joined() ?? "")" }
        #expect(found == Self.verdicts[name])
    }
}
