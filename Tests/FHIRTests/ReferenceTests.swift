import FHIR
import Testing

struct ReferenceTests {
    @Test(arguments: ["1", "a-B.9", String(repeating: "x", count: 64)])
    func `a FHIR id gives an address`(identifier: String) {
        let reference = Reference(type: "Patient", addressedBy: identifier)
        #expect(reference.reference == "Patient/\(identifier)")
        #expect(reference.identifier.value == identifier)
    }

    @Test(arguments: ["", "HOSP:1", "a b", "a/b", "é", "a_b", String(repeating: "x", count: 65)])
    func `anything else stays a business identifier`(identifier: String) {
        let reference = Reference(type: "Patient", addressedBy: identifier)
        #expect(reference.reference == nil)
        #expect(reference.identifier.value == identifier)
    }

    @Test func `a resource without an address is pointed to by its identifier alone`() {
        #expect(Reference(type: "Encounter", identifier: "1").reference == nil)
    }
}
