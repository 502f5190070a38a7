import ClinicalDomain
import Testing

/// What the fuzzer found (`Fuzzing/run`), as small as it could be made.
struct QuarantineEntryFuzzRegressionTests {
    @Test
    func `a character of a thousand combining marks is cut off as well`() {
        let found = "a" + String(repeating: "\u{301}", count: 1_000)
        let entry = QuarantineEntry(reason: .notNumeric, place: "OBX-5", found: found, hint: "")
        #expect(found.count == 1)
        #expect(entry.found.unicodeScalars.count == 200)
    }
}
