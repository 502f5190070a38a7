import ClinicalDomain
import Testing

@testable import Simulation

@Suite struct DeterminismTests {
    private static let start = Instant(millisecondsSince1970: 1_767_225_600_000)

    private func ward(seed: UInt64, beds: Int = 12) -> WardSimulation {
        WardSimulation(configuration: .ward(beds: beds, seed: seed, start: Self.start))
    }

    @Test func `the generator is SplitMix64`() {
        // First outputs for seed 1234567 as published with the reference implementation by Sebastiano Vigna.
        var stream = RandomStream(counter: 1_234_567)
        let expected: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        #expect(expected.map { _ in stream.next() } == expected)
    }

    @Test func `streams of other patients, purposes and seeds differ`() {
        var seen: Set<UInt64> = []
        for seed: UInt64 in 0..<8 {
            for patient in 0..<50 {
                for purpose: RandomStream.Purpose in [.profile, .course, .physiology, .charting] {
                    var stream = RandomStream(seed: seed, patient: patient, purpose: purpose)
                    seen.insert(stream.next())
                }
            }
        }
        #expect(seen.count == 8 * 50 * 4)
    }

    @Test func `uniform, normal and exponential variates have their moments`() throws {
        var stream = RandomStream(counter: 5)
        let count = 50_000
        let uniforms = (0..<count).map { _ in stream.uniform() }
        let normals = (0..<count).map { _ in stream.normal() }
        let waits = (0..<count).map { _ in stream.exponential(mean: 3) }
        #expect(uniforms.allSatisfy { (0..<1).contains($0) })
        #expect(abs(try #require(mean(uniforms)) - 0.5) < 0.01)
        #expect(abs(try #require(mean(normals))) < 0.02)
        #expect(abs(try #require(mean(normals.map { $0 * $0 })) - 1) < 0.03)
        #expect(abs(try #require(mean(waits)) - 3) < 0.06)
    }

    @Test func `the same seed gives the same bits`() {
        let first = Array(ward(seed: 7).events())
        #expect(first == Array(ward(seed: 7).events()))
        #expect(!first.isEmpty)
    }

    @Test func `another seed gives another ward`() {
        let first = Array(ward(seed: 7).patients())
        let second = Array(ward(seed: 8).patients())
        #expect(zip(first, second).allSatisfy { $0.observations != $1.observations })
        #expect(first.map(\.patient.birthDate) != second.map(\.patient.birthDate))
    }

    @Test func `other patient numbers are other patients`() {
        var configuration = SimulationConfiguration.history(patients: 2, seed: 1)
        let first = WardSimulation(configuration: configuration).patient(at: 0)
        configuration.firstPatientNumber = 2
        let second = WardSimulation(configuration: configuration).patient(at: 0)
        #expect(first.patient.identifier == "SIM-000001")
        #expect(second.patient.identifier == "SIM-000002")
        #expect(first.observations.map(\.value) != second.observations.map(\.value))
    }

    @Test func `patient 7 alone equals patient 7 in the ward`() throws {
        let alone = WardSimulation(configuration: .history(patients: 8, seed: 3)).patient(at: 7)
        let large = WardSimulation(configuration: .history(patients: 300, seed: 3))
        #expect(alone == large.patient(at: 7))
        let all = Array(large.patients())
        #expect(alone == all[7])
        let events = large.events().filter { $0.subject.patient == alone.patient }
        #expect(events == alone.events)
    }

    @Test func `other charting habits leave the illness as it is`() {
        var configuration = SimulationConfiguration.history(patients: 60, seed: 4)
        let usual = WardSimulation(configuration: configuration)
        configuration.habits = .faultless
        let faultless = WardSimulation(configuration: configuration)
        for (first, second) in zip(usual.patients(), faultless.patients()) {
            #expect(first.groundTruth.deterioration == second.groundTruth.deterioration)
            #expect(first.encounter == second.encounter)
        }
    }
}
