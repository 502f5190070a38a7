import ClinicalDomain
import RecurrentNetworks
import Testing
import Training

struct NormalizedUtilityTests {
    private struct Reference: Decodable {
        struct Patient: Decodable {
            var labels: [Int]
            var predictions: [Int]
            var utility: Double
            var best: Double
            var inaction: Double
        }
        var patients: [Patient]
        var normalized: Double
    }

    @Test(.enabled(if: SharedOracles.areThere, "needs the shared oracles, see WARDWATCH_SHARED"))
    func `every patient and the total are those of the official formula`() throws {
        let reference = try SharedOracles.decode(Reference.self, "physionet2019_utility.json")
        #expect(reference.patients.count == 60)
        var total = NormalizedUtility()
        for patient in reference.patients {
            let (labels, predictions) = (patient.labels.map { $0 == 1 }, patient.predictions.map { $0 == 1 })
            var one = NormalizedUtility()
            one.add(labels: labels, predictions: predictions)
            total.add(labels: labels, predictions: predictions)
            #expect(abs(one.unnormalized - patient.utility) < 1e-12)
            if patient.best > patient.inaction {
                let expected = (patient.utility - patient.inaction) / (patient.best - patient.inaction)
                #expect(abs(try #require(one.value) - expected) < 1e-12)
            } else {
                #expect(one.value == nil)
            }
        }
        #expect(abs(try #require(total.value) - reference.normalized) < 1e-12)
    }

    @Test func `the example in the organizers' code gives 3,3889`() {
        var utility = NormalizedUtility()
        utility.add(
            labels: [false, false, false, false, true, true], predictions: [false, false, true, true, true, true])
        #expect(abs(utility.unnormalized - 3.388_888_888_888_889) < 1e-12)
    }

    /// d = hour − onset, and what the two calls are worth, on both sides of each edge.
    private static let table: [(Int, Double, Double)] = [
        (-13, -0.05, 0), (-12, 0, 0), (-11, 1.0 / 6, 0), (-7, 5.0 / 6, 0), (-6, 1, 0), (-5, 8.0 / 9, -2.0 / 9),
        (0, 3.0 / 9, -12.0 / 9), (2, 1.0 / 9, -16.0 / 9), (3, 0, -2), (4, 0, 0), (5, 0, 0),
    ]

    @Test(arguments: table)
    func `each hour is worth what the table says`(d: Int, positive: Double, negative: Double) {
        #expect(abs(NormalizedUtility.utility(hour: 100 + d, onset: 100, call: true) - positive) < 1e-12)
        #expect(abs(NormalizedUtility.utility(hour: 100 + d, onset: 100, call: false) - negative) < 1e-12)
    }

    @Test func `silence is worth 0 and the best possible calls 1`() throws {
        let labels = (0..<40).map { $0 >= 30 }
        var silent = NormalizedUtility()
        var best = NormalizedUtility()
        silent.add(labels: labels, predictions: labels.map { _ in false })
        best.add(
            labels: labels,
            predictions: labels.indices.map { hour in
                NormalizedUtility.utility(hour: hour, onset: 36, call: true)
                    > NormalizedUtility.utility(hour: hour, onset: 36, call: false)
            })
        #expect(try #require(silent.value) == 0)
        #expect(abs(try #require(best.value) - 1) < 1e-12)
        #expect(NormalizedUtility().value == nil)
    }

    /// The utility of every threshold that makes a difference, by brute force.
    private func utility(of threshold: Double, _ patients: [(labels: [Bool], scores: [Double])]) throws -> Double {
        var utility = NormalizedUtility()
        for patient in patients {
            utility.add(labels: patient.labels, predictions: patient.scores.map { $0 >= threshold })
        }
        return try #require(utility.value)
    }

    /// Patients whose scores rise a little towards the onset; coarse scores make ties.
    private func patients(
        _ count: Int, hours: Int, coarse: Bool, _ generator: inout CounterBasedGenerator
    ) -> [(labels: [Bool], scores: [Double])] {
        (0..<count).map { patient in
            let onset = patient % 3 == 0 ? Int.random(in: 0..<hours, using: &generator) : nil
            let labels = (0..<hours).map { hour in onset.map { hour >= $0 } ?? false }
            let scores = labels.map { label in
                let score = (generator.uniform() + (label ? 0.3 : 0)) / 1.3
                return coarse ? (score * 8).rounded() / 8 : score
            }
            return (labels, scores)
        }
    }

    @Test func `the chosen threshold is the best of all distinct scores on small examples`() throws {
        var generator = CounterBasedGenerator(seed: 11)
        for trial in 0..<60 {
            let patients = patients(
                3 + trial % 5, hours: 5 + trial % 20, coarse: trial % 2 == 0, &generator)
            let best = try Set(patients.flatMap(\.scores)).map { try utility(of: $0, patients) }.max()
            let chosen = try #require(NormalizedUtility.bestThreshold(patients: patients))
            #expect(abs(chosen.utility - (try #require(best))) < 1e-12)
            #expect(abs(chosen.utility - (try utility(of: chosen.threshold, patients))) < 1e-12)
        }
    }

    @Test func `the chosen threshold is the best of thousands of distinct scores too`() throws {
        var generator = CounterBasedGenerator(seed: 12)
        let patients = patients(60, hours: 40, coarse: false, &generator)
        let best = try Set(patients.flatMap(\.scores)).map { try utility(of: $0, patients) }.max()
        let chosen = try #require(NormalizedUtility.bestThreshold(patients: patients))
        #expect(abs(chosen.utility - (try #require(best))) < 1e-12)
    }

    @Test func `no threshold is chosen where no call could matter`() {
        #expect(NormalizedUtility.bestThreshold(patients: []) == nil)
        #expect(NormalizedUtility.bestThreshold(patients: [([false, false], [0.1, 0.2])]) == nil)
    }

    @Test func `the utility is defined for sepsis within six hours alone`() {
        #expect(NormalizedUtility.applies(to: .sepsis))
        #expect(!NormalizedUtility.applies(to: .mortality))
        #expect(!NormalizedUtility.applies(to: .deterioration))
        #expect(!NormalizedUtility.applies(to: OutcomeDefinition(name: "s", events: ["sepsis"], horizonHours: 12)))
    }
}
