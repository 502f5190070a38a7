import ClinicalDomain
import Testing

@Suite struct QuarantineEntryTests {
    @Test func `what was found is kept to 200 characters`() {
        let entry = QuarantineEntry(
            reason: .unparseable, place: "MSH", found: String(repeating: "x", count: 300), hint: "")
        #expect(entry.found.count == 200)
    }
}
