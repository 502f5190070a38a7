import ClinicalDomain
import Testing

@testable import Simulation

@Suite struct PhysiologyTests {
    /// Stable patients, charted every hour without mistakes.
    static let stable: [(patient: SimulatedPatient, chart: Chart)] = {
        var configuration = SimulationConfiguration.history(patients: 150, seed: 31)
        configuration.deterioratingShare = 0
        configuration.habits = .faultless
        configuration.units = [SimulationConfiguration.Unit(name: "H1", beds: 50, chartingIntervalHours: 1)]
        return WardSimulation(configuration: configuration).patients().map { ($0, Chart($0)) }
    }()

    @Test(arguments: [
        ChannelID.heartRate, .respiratoryRate, .oxygenSaturation, .bodyTemperature, .systolicBloodPressure,
        .diastolicBloodPressure,
    ])
    func `a value resembles the one before it`(channel: ChannelID) throws {
        let correlations = Self.stable.compactMap { lagOneAutocorrelation($0.chart.series(channel).map(\.value)) }
        let typical = try #require(mean(correlations))
        #expect(typical > 0.3 && typical < 0.99)
        print("lag-1 autocorrelation of \(channel), hourly: \(typical)")
    }

    @Test(arguments: [
        (ChannelID.bodyTemperature, 0.3, 0.7), (.heartRate, 3, 12), (.systolicBloodPressure, 5, 16),
    ])
    func `values are higher in the afternoon than before dawn`(
        channel: ChannelID, least: Double, most: Double
    ) throws {
        var day: [Double] = []
        var night: [Double] = []
        for (effective, value) in Self.stable.flatMap({ $0.chart.series(channel) }) {
            let hour = effective.millisecondsSince1970 / 3_600_000 % 24
            if (13...18).contains(hour) { day.append(value) }
            if (1...6).contains(hour) { night.append(value) }
        }
        let difference = try #require(mean(day)) - #require(mean(night))
        #expect(difference > least && difference < most)
    }

    @Test func `fever raises heart rate and respiratory rate`() throws {
        var changes: [ChannelID: [Double]] = [:]
        for (patient, chart) in Self.stable where patient.groundTruth.confounders.contains(.benignFever) {
            for channel in [ChannelID.heartRate, .respiratoryRate] {
                func values(_ isFeverish: Bool) -> [Double] {
                    chart.rounds.filter { (($0.values[.bodyTemperature] ?? 0) >= 38) == isFeverish }
                        .compactMap { $0.values[channel] }
                }
                guard let hot = mean(values(true)), let cool = mean(values(false)) else { continue }
                changes[channel, default: []].append(hot - cool)
            }
        }
        #expect(try #require(mean(changes[.heartRate] ?? [])) > 5)
        #expect(try #require(mean(changes[.respiratoryRate] ?? [])) > 0.8)
    }

    @Test func `chronic lung disease lies near 90 % and other patients above 94 %`() throws {
        for (patient, chart) in Self.stable {
            let typical = try #require(mean(chart.series(.oxygenSaturation).map(\.value)))
            if patient.groundTruth.confounders.contains(.chronicLungDisease) {
                #expect(typical > 87 && typical < 93.5)
            } else {
                #expect(typical > 93.5)
            }
        }
    }

    @Test func `oxygen is stepped up below the target and down above it`() {
        var therapy = OxygenTherapy(target: 94...98)
        therapy.adjust(to: 93)
        #expect(therapy.flow == 1)
        therapy.adjust(to: 88)
        #expect(therapy.flow == 3)
        therapy.adjust(to: 95)
        #expect(therapy.flow == 3)
        therapy.adjust(to: 97)
        #expect(therapy.flow == 2)
        for _ in 0..<20 { therapy.adjust(to: 70) }
        #expect(therapy.flow == 15)
        for _ in 0..<20 { therapy.adjust(to: 100) }
        #expect(therapy.flow == 0)
    }

    @Test func `oxygen raises the same patient's saturation, and the respiratory rate falls when it was driven`() {
        let configuration = SimulationConfiguration.history(patients: 40, seed: 32)
        for index in 0..<40 {
            func states(oxygenFlow: Double) -> [PhysiologicalState] {
                var profileStream = RandomStream(seed: 32, patient: index, purpose: .profile)
                var courseStream = RandomStream(seed: 32, patient: index, purpose: .course)
                let profile = PatientProfile(using: &profileStream)
                let plan = StayPlan(
                    index: index, configuration: configuration, profile: profile, using: &courseStream)
                var physiology = PatientPhysiology(
                    profile: profile, plan: plan, startHourOfDay: 0,
                    stream: RandomStream(seed: 32, patient: index, purpose: .physiology))
                return (0..<40).map { physiology.state(at: plan.begin + Double($0), oxygenFlow: oxygenFlow) }
            }
            for (air, oxygen) in zip(states(oxygenFlow: 0), states(oxygenFlow: 4)) {
                #expect(oxygen.oxygenSaturation >= air.oxygenSaturation)
                #expect(oxygen.respiratoryRate <= air.respiratoryRate)
                if air.oxygenSaturation < 94 { #expect(oxygen.oxygenSaturation > air.oxygenSaturation + 0.5) }
            }
        }
    }

    @Test func `systolic pressure rises with age`() throws {
        func typical(_ ages: Range<Double>) throws -> Double {
            let group = try Self.stable.filter { patient, _ in
                let admitted = try #require(patient.encounter.admitted)
                return ages.contains(try #require(patient.patient.birthDate).age(at: admitted))
            }
            return try #require(mean(group.flatMap { $0.chart.series(.systolicBloodPressure).map(\.value) }))
        }
        #expect(try typical(70..<120) > typical(18..<55) + 4)
    }

    @Test func `the noise has its stationary deviation and time constant`() throws {
        var stream = RandomStream(counter: 9)
        var process = OrnsteinUhlenbeckProcess(hours: 8, deviation: 5)
        let values = (0..<40_000).map { _ in process.advance(by: 2, using: &stream) }
        let variance = try #require(mean(values.map { $0 * $0 }))
        #expect(abs(variance.squareRoot() - 5) < 0.25)
        let expected = (-0.25).exponential
        #expect(abs(try #require(lagOneAutocorrelation(values)) - expected) < 0.02)
    }

    @Test func `time does not move the noise when none passes`() {
        var stream = RandomStream(counter: 10)
        var process = OrnsteinUhlenbeckProcess(hours: 8, deviation: 5)
        let first = process.advance(by: 0, using: &stream)
        #expect(process.advance(by: 0, using: &stream) == first)
    }

    private func lagOneAutocorrelation(_ values: [Double]) -> Double? {
        guard values.count > 20, let center = mean(values) else { return nil }
        let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        guard variance > 0 else { return nil }
        return zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - center) * ($1.1 - center) } / variance
    }
}
