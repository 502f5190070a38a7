import Testing

@testable import Delivery

@Suite struct QualifiedIdentifierTests {
    @Test(arguments: [
        ("12345", "", "12345", false), ("HOSP:777", "HOSP", "777", false),
        ("http://hospital.example/mrn:12345", "http://hospital.example/mrn", "12345", true),
        ("urn:oid:1.2.36.146.595.217.0.1:12345", "urn:oid:1.2.36.146.595.217.0.1", "12345", true),
        (":888", "", ":888", false), ("888:", "", "888:", false), ("", "", "", false),
    ])
    func `an identifier is parted at its last colon`(
        _ text: String, _ authority: String, _ value: String, _ isURI: Bool
    ) {
        let identifier = QualifiedIdentifier(text)
        #expect(identifier.authority == authority && identifier.value == value && identifier.isURI == isURI)
    }
}
