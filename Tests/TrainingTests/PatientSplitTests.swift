import Scoring
import Testing

struct PatientSplitTests {
    @Test(arguments: [1, 2019, UInt64.max])
    func `of 100 000 patients 70, 15 and 15 percent fall into the parts`(seed: UInt64) {
        let split = PatientSplit(seed: seed)
        var counts: [PatientSplit.Part: Int] = [:]
        for number in 0..<100_000 { counts[split.part(of: "p\(number)"), default: 0] += 1 }
        // Five standard deviations of a binomial share are 0.7 % and 0.6 %.
        #expect(abs(Double(counts[.training] ?? 0) / 100_000 - 0.70) < 0.0073)
        #expect(abs(Double(counts[.validation] ?? 0) / 100_000 - 0.15) < 0.0057)
        #expect(abs(Double(counts[.test] ?? 0) / 100_000 - 0.15) < 0.0057)
    }

    /// Computed once by another program (Python) from the published definitions of FNV-1a and SplitMix64.
    @Test(arguments: [
        ("SIM-000001", PatientSplit.Part.training, PatientSplit.Part.test),
        ("p000001", .training, .training), ("Müller-7", .training, .training), ("", .training, .training),
    ])
    func `a patient's part never changes from one version to the next`(
        identifier: String, ofSeed1: PatientSplit.Part, ofSeed2019: PatientSplit.Part
    ) {
        #expect(PatientSplit(seed: 1).part(of: identifier) == ofSeed1)
        #expect(PatientSplit(seed: 2019).part(of: identifier) == ofSeed2019)
    }

    @Test func `the part depends on the identifier alone, not on who came before`() {
        let split = PatientSplit(seed: 7)
        let forwards = (0..<500).map { split.part(of: "P\($0)") }
        let backwards = (0..<500).reversed().map { PatientSplit(seed: 7).part(of: "P\($0)") }
        #expect(forwards == backwards.reversed())
    }

    @Test func `of five folds each tests a fifth, no patient twice, and validation has its share of every fold`() throws
    {
        var tested = [Int](repeating: 0, count: 20_000)
        for number in 1...5 {
            let fold: PatientSplit.Fold = try #require(.init(number: number, of: 5))
            let split = PatientSplit(seed: 2026, testFold: fold)
            var counts: [PatientSplit.Part: Int] = [:]
            for patient in tested.indices {
                let part = split.part(of: "p\(patient)")
                counts[part, default: 0] += 1
                if part == .test { tested[patient] += 1 }
            }
            #expect(abs(Double(counts[.test] ?? 0) / 20_000 - 0.2) < 0.0142)
            #expect(abs(Double(counts[.validation] ?? 0) / 20_000 - 0.12) < 0.0115)
        }
        #expect(tested.allSatisfy { $0 == 1 })
        #expect(PatientSplit.Fold(number: 0, of: 5) == nil && PatientSplit.Fold(number: 6, of: 5) == nil)
        #expect(PatientSplit.Fold(number: 1, of: 1) == nil)
    }

    @Test func `another seed deals anew`() {
        let (one, other) = (PatientSplit(seed: 1), PatientSplit(seed: 2))
        let moved = (0..<1000).count { one.part(of: "P\($0)") != other.part(of: "P\($0)") }
        // Independent deals agree for 0.7² + 2 · 0.15² = 53.5 % of the patients.
        #expect((400...530).contains(moved))
    }

    @Test func `with cross-fitting all who do not test train, and the folds are equal and independent of the test`()
        throws
    {
        let fold: PatientSplit.Fold = try #require(.init(number: 2, of: 5))
        let plain = PatientSplit(seed: 2026, testFold: fold)
        let split = PatientSplit(seed: 2026, testFold: fold, crossFoldCount: 4)
        var counts = [Int](repeating: 0, count: 5)
        for number in 0..<40_000 {
            let (part, plain) = (split.part(of: "p\(number)"), plain.part(of: "p\(number)"))
            #expect(part == (plain == .test ? .test : .training))
            if part == .training { counts[split.crossFold(of: "p\(number)")] += 1 }
        }
        // Five standard deviations of a quarter of 32 000 are 390.
        #expect(counts[0] == 0 && counts[1...].allSatisfy { abs($0 - 8000) < 500 })
    }

    @Test func `without a test those who would be left for it validate, and all others train`() {
        let (plain, without) = (PatientSplit(seed: 5), PatientSplit(seed: 5, hasTest: false))
        for number in 0..<2000 {
            let part = plain.part(of: "p\(number)")
            let found = without.part(of: "p\(number)")
            #expect(found == (part == .test ? .validation : .training))
        }
    }
}
