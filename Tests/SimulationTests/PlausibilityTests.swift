import ClinicalDomain
import Simulation
import Testing

@Suite struct PlausibilityTests {
    static let patients = Array(WardSimulation(configuration: .history(patients: 400, seed: 21)).patients())

    @Test func `every value lies within the plausible range of its channel`() throws {
        for observation in Self.patients.lazy.flatMap(\.observations) {
            let channel = try #require(ChannelTable.standard[observation.key.channel])
            #expect(channel.plausibleRange.contains(observation.value), "\(observation)")
            #expect(observation.code == channel.loincCodes.first)
            #expect(observation.key.source == "SIMULATOR")
        }
    }

    @Test func `impossible values come only when configured, and at the configured rate`() {
        var configuration = SimulationConfiguration.history(patients: 200, seed: 22)
        configuration.habits.impossibleShare = 0.02
        let rounds = WardSimulation(configuration: configuration).events().filter { $0.observations.count > 1 }
        let impossible = rounds.filter { round in
            round.observations.contains { observation in
                let range = ChannelTable.standard[observation.key.channel]?.plausibleRange
                return range?.contains(observation.value) == false
            }
        }
        let share = Double(impossible.count) / Double(rounds.count)
        #expect(share > 0.012 && share < 0.028)
        #expect(impossible.contains { $0.observations.contains { $0.value == 900 } })
    }

    @Test func `values have the precision of a chart`() {
        for observation in Self.patients.lazy.flatMap(\.observations) {
            let steps = observation.key.channel == .bodyTemperature ? observation.value * 10 : observation.value
            #expect(abs(steps - steps.rounded()) < 1e-6)
        }
    }

    @Test func `times are whole minutes when measured and whole seconds when sent`() {
        for observation in Self.patients.lazy.flatMap(\.observations) {
            #expect(observation.key.effective.millisecondsSince1970.isMultiple(of: 60_000))
            #expect(observation.issued.millisecondsSince1970.isMultiple(of: 1000))
        }
    }

    @Test func `diastolic pressure is below mean, and mean below systolic`() {
        var configuration = SimulationConfiguration.history(patients: 100, seed: 23)
        configuration.habits = .faultless
        for patient in WardSimulation(configuration: configuration).patients() {
            for round in Chart(patient).rounds {
                guard let systolic = round.values[.systolicBloodPressure],
                    let mean = round.values[.meanBloodPressure], let diastolic = round.values[.diastolicBloodPressure]
                else {
                    Issue.record("a faultless chart has every value")
                    continue
                }
                #expect(diastolic <= mean && mean <= systolic && diastolic < systolic)
            }
        }
    }

    @Test func `patients are adults of both sexes with a bed in a unit`() throws {
        #expect(Set(Self.patients.map(\.patient.sex)) == [.female, .male])
        #expect(Set(Self.patients.map(\.encounter.unit)) == ["MED1", "SURG", "STEPDOWN"])
        #expect(Set(Self.patients.map(\.patient.identifier)).count == Self.patients.count)
        for patient in Self.patients {
            let admitted = try #require(patient.encounter.admitted)
            let age = try #require(patient.patient.birthDate).age(at: admitted)
            #expect(age >= 17.9 && age < 100)
            #expect(!patient.encounter.bed.isEmpty)
        }
    }

    @Test func `a thousand patients are made in seconds`() {
        let ward = WardSimulation(configuration: .history(patients: 1000, seed: 24))
        let clock = ContinuousClock()
        var events = 0
        var observations = 0
        let elapsed = clock.measure {
            for event in ward.events() {
                events += 1
                observations += event.observations.count
            }
        }
        #expect(elapsed < .seconds(10))
        print("1000 patients: \(events) events, \(observations) observations in \(elapsed)")
    }
}
