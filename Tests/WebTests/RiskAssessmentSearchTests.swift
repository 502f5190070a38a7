import FHIR
import Testing

@testable import Web

struct RiskAssessmentSearchTests {
    @Test(
        arguments: [
            ("subject=Patient/1", "1"), ("patient=1", "1"), ("patient=Patient/1", "1"), ("subject=1", "1"),
            ("subject=Patient%2FHOSP%3A1", "HOSP:1"), ("_format=json&patient=1&", "1"),
            ("patient=1&_format=application%2Ffhir%2Bjson", "1"), ("patient=a+b", "a b"), ("patient=a%2Bb", "a+b"),
            ("patient=%C3%A9", "é"), ("patient=a=b", "a=b"), ("p%61tient=1", "1"),
        ])
    func `one patient is read`(query: String, patient: String) throws {
        #expect(try RiskAssessmentSearch(query: query).patient == patient)
    }

    @Test(
        arguments: [
            ("", "required", "http.subject"), ("_format=json", "required", "http.subject"),
            ("patient", "value", "http.patient"), ("patient=", "value", "http.patient"),
            ("subject=Patient/", "value", "http.subject"),
            ("patient=1&patient=1", "not-supported", "http.patient"),
            ("patient=1&subject=1", "not-supported", "http.subject"),
            ("patient=1,2", "not-supported", "http.patient"), ("subject=Group/1", "not-supported", "http.subject"),
            ("patient=1&_format=xml", "not-supported", "http._format"), ("patient=1&_count=5", "not-supported", nil),
            ("patient:exact=1", "not-supported", nil), ("Patient=1", "not-supported", nil),
            ("patient=%ZZ", "value", nil), ("patient=%FF", "value", nil),
        ] as [(String, String, String?)])
    func `everything else is refused with its place`(query: String, code: String, place: String?) {
        let refusal = #expect(throws: SearchRefusal.self) { try RiskAssessmentSearch(query: query) }
        #expect(refusal?.code.rawValue == code)
        #expect(refusal?.outcome.issue.first?.expression == place.map { [$0] })
    }

    @Test(
        arguments: [
            ("patient=1", "RiskAssessment?subject=Patient/1"),
            ("patient=HOSP:a%26b%2B%23", "RiskAssessment?subject=Patient/HOSP:a%26b%2B%23"),
            ("patient=%C3%A9+1", "RiskAssessment?subject=Patient/%C3%A9%201"),
        ])
    func `the search as understood can be asked again`(query: String, url: String) throws {
        let search = try RiskAssessmentSearch(query: query)
        #expect(search.url == url)
        #expect(try RiskAssessmentSearch(query: String(url.drop { $0 != "?" }.dropFirst())) == search)
    }
}
