import ClinicalDomain
import Simulation
import Testing

@Suite struct DeteriorationTests {
    private typealias Truth = GroundTruth.Deterioration

    private static func patients(
        _ patterns: [DeteriorationPattern], adverseEventShare: Double, count: Int = 150
    ) -> [SimulatedPatient] {
        var configuration = SimulationConfiguration.history(patients: count, seed: 41)
        configuration.deterioratingShare = 1
        configuration.patterns = patterns
        configuration.adverseEventShare = adverseEventShare
        return Array(WardSimulation(configuration: configuration).patients())
    }

    /// Mean over patients of the change of a channel, from 12 h and more before the first effect to the last 3 h.
    private static func change(_ channel: ChannelID, in patients: [SimulatedPatient]) throws -> Double {
        let changes = patients.compactMap { patient -> Double? in
            guard let truth = patient.groundTruth.deterioration, let event = truth.adverseEvent else { return nil }
            let series = Chart(patient).series(channel)
            let before = series.filter { truth.firstEffect.hours(since: $0.effective) >= 2 }.map(\.value)
            let last = series.filter { event.at.hours(since: $0.effective) <= 3 }.map(\.value)
            guard let usual = mean(before), let ill = mean(last) else { return nil }
            return ill - usual
        }
        return try #require(mean(changes))
    }

    @Test func `sepsis raises temperature, heart and respiratory rate and lowers pressure`() throws {
        let patients = Self.patients([.sepsis], adverseEventShare: 1)
        #expect(try Self.change(.bodyTemperature, in: patients) > 0.4)
        #expect(try Self.change(.heartRate, in: patients) > 15)
        #expect(try Self.change(.respiratoryRate, in: patients) > 5)
        #expect(try Self.change(.systolicBloodPressure, in: patients) < -15)
        #expect(try Self.change(.consciousness, in: patients) > 0.1)
    }

    @Test func `some septic patients are cold`() {
        let cold = Self.patients([.sepsis], adverseEventShare: 1).filter { patient in
            let lows = Chart(patient).series(.bodyTemperature).suffix(4).filter { $0.value <= 35.8 }
            return lows.count >= 2
        }
        #expect((8...50).contains(cold.count))
    }

    @Test func `respiratory failure raises the rate and needs oxygen`() throws {
        let patients = Self.patients([.respiratoryFailure], adverseEventShare: 1)
        #expect(try Self.change(.respiratoryRate, in: patients) > 6)
        #expect(try Self.change(.oxygenSaturation, in: patients) < -2)
        #expect(try Self.change(.supplementalOxygen, in: patients) > 1.5)
    }

    @Test func `bleeding raises heart rate, lowers pressure and narrows pulse pressure`() throws {
        let patients = Self.patients([.bleeding], adverseEventShare: 1)
        let systolic = try Self.change(.systolicBloodPressure, in: patients)
        #expect(try Self.change(.heartRate, in: patients) > 15)
        #expect(systolic < -15)
        #expect(try Self.change(.diastolicBloodPressure, in: patients) > systolic + 8)
        #expect(try Self.change(.respiratoryRate, in: patients) > 2)
    }

    @Test func `an arrhythmia changes the heart rate at once to 140 and more or to about 35`() throws {
        let patients = Self.patients([.arrhythmia], adverseEventShare: 1)
        var fast = 0
        var slow = 0
        for patient in patients {
            let truth = try #require(patient.groundTruth.deterioration)
            let during = Chart(patient).series(.heartRate).filter { $0.effective > truth.onset }.map(\.value)
            guard let typical = mean(during) else { continue }
            #expect(typical < 52 || typical > 112, "\(typical)")
            if typical < 52 { slow += 1 } else { fast += 1 }
        }
        #expect(fast > slow && slow > 10)
        #expect(try Self.change(.systolicBloodPressure, in: patients) < -12)
    }

    @Test func `the adverse event follows the onset after 4 to 14 hours, and ends the stay`() throws {
        for patient in Self.patients(DeteriorationPattern.allCases, adverseEventShare: 1) {
            let truth = try #require(patient.groundTruth.deterioration)
            let event = try #require(truth.adverseEvent)
            let delay = event.at.hours(since: truth.onset)
            #expect(delay > 3.98 && delay < 14.02)
            #expect(truth.firstEffect <= truth.onset)
            #expect(truth.treated == nil)
            #expect(OutcomeDefinition.deterioration.events.contains(event.name))
            #expect(patient.encounter.discharged == event.at)
            #expect(patient.outcomes.contains(event))
        }
    }

    @Test func `sepsis shows before its onset and is sent as an event at its onset`() throws {
        for patient in Self.patients([.sepsis], adverseEventShare: 0.5) {
            let truth = try #require(patient.groundTruth.deterioration)
            let prodrome = truth.onset.hours(since: truth.firstEffect)
            #expect(prodrome > 2.9 && prodrome < 8.1)
            #expect(patient.outcomes.first { $0.name == "sepsis" }?.at == truth.onset)
        }
    }

    @Test func `treated patients have no adverse event and recover`() throws {
        let patients = Self.patients(DeteriorationPattern.allCases, adverseEventShare: 0)
        var worst: [Double] = []
        var later: [Double] = []
        for patient in patients {
            let truth = try #require(patient.groundTruth.deterioration)
            let treated = try #require(truth.treated)
            #expect(truth.adverseEvent == nil)
            #expect(patient.outcomes.allSatisfy { $0.name == "sepsis" })
            for round in Chart(patient).rounds {
                guard let score = round.score else { continue }
                let hours = round.effective.hours(since: treated)
                if abs(hours) < 2 { worst.append(Double(score.total)) }
                if hours > 24 { later.append(Double(score.total)) }
            }
        }
        #expect(try #require(mean(worst)) > #require(mean(later)) + 2)
    }

    @Test func `shares and patterns are as configured`() {
        var configuration = SimulationConfiguration.history(patients: 2000, seed: 42)
        configuration.patterns = [.bleeding, .sepsis]
        let ill = WardSimulation(configuration: configuration).patients().compactMap(\.groundTruth.deterioration)
        #expect((240...360).contains(ill.count))
        #expect(Set(ill.map(\.pattern)) == [.bleeding, .sepsis])
        let failed = Double(ill.filter { $0.adverseEvent != nil }.count) / Double(ill.count)
        #expect(failed > 0.5 && failed < 0.7)
    }

    @Test func `nobody deteriorates at a share of zero`() {
        var configuration = SimulationConfiguration.history(patients: 200, seed: 43)
        configuration.deterioratingShare = 0
        configuration.patterns = []
        let patients = Array(WardSimulation(configuration: configuration).patients())
        #expect(patients.allSatisfy { $0.groundTruth.deterioration == nil && $0.outcomes.isEmpty })
    }

    @Test func `a ward of 24 beds has patients who deteriorate while it runs`() {
        var events = 0
        for seed: UInt64 in 0..<20 {
            let start = Instant(millisecondsSince1970: 1_767_225_600_000)
            let ward = WardSimulation(configuration: .ward(seed: seed, start: start))
            events += ward.events().reduce(0) { $0 + $1.outcomes.filter { $0.name != "sepsis" }.count }
        }
        #expect(events > 20)
    }
}
