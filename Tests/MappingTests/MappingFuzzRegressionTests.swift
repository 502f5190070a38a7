import ClinicalDomain
import Mapping
import Testing

/// What the fuzzer found (`Fuzzing/run`), as small as it could be made.
struct MappingFuzzRegressionTests {
    @Test
    func `the text beside a unit's code is cut off and cleaned before it is kept`() throws {
        let text = "\u{0}" + String(repeating: "x", count: 1_000)
        let segment = obx(code: "0002-4b60^Tcore^MDIL", value: "38.4", unit: "0004-17a0^\(text)^MDIL")
        let observation = try #require(HL7Mapping.utc.map(oru(segment), received: received).observations.first)
        #expect(observation.original == "38.4 " + String(repeating: "x", count: 245))
    }

    @Test(arguments: ["\u{5}\u{0}132539", " ", String(repeating: "1", count: 251)])
    func `a record number that is no identifier names no patient`(number: String) throws {
        let file = PhysioNet2012Mapping.outcomeHeader + "\n\(number),6,1,5,-1,0"
        let deliveries = try PhysioNet2012Mapping(admitted: received)
            .map(Array(file.utf8), name: "Outcomes-a", received: received)
        #expect(deliveries.map(\.subject) == [nil])
        #expect(deliveries.first?.quarantine.map(\.reason) == [.unparseable])
    }

    /// Each patient cost a hash of the whole message and a walk through all its segments.
    @Test(.timeLimit(.minutes(1)))
    func `a message of 40 000 patients takes time in proportion to its length`() {
        let header = "MSH|^~\\&|ADT|H|||20260615120000+0000||ADT^A08|1|P|2.5\r"
        let bytes = Array((header + String(repeating: "PID|1||4711\r", count: 40_000)).utf8)
        let rule = OutcomeRule(outcome: "cardiac-arrest", events: ["A08"], path: "PV2-3.1", values: ["ARREST"])
        let mapped = HL7Mapping(outcomeRules: [rule]) { _ in 0 }.map(bytes, received: received)
        #expect(mapped.deliveries.count == 40_000)
        #expect(Set(mapped.deliveries.map(\.message.identity)).count == 40_000)
    }
}
