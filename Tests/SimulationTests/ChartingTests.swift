import ClinicalDomain
import Simulation
import Testing

@Suite struct ChartingTests {
    private func patients(
        count: Int = 200, deterioratingShare: Double = 0, _ change: (inout ChartingHabits) -> Void
    ) -> [SimulatedPatient] {
        var configuration = SimulationConfiguration.history(patients: count, seed: 51)
        configuration.deterioratingShare = deterioratingShare
        configuration.habits = .faultless
        change(&configuration.habits)
        return Array(WardSimulation(configuration: configuration).patients())
    }

    @Test func `a faultless chart is complete, prompt and uncorrected`() {
        for patient in patients({ _ in }) {
            #expect(patient.groundTruth.absences.isEmpty)
            for event in patient.events where !event.observations.isEmpty {
                #expect(event.observations.count == 9)
                for observation in event.observations {
                    #expect(observation.status == .final)
                    #expect(observation.issued.seconds(since: observation.key.effective) <= 360)
                }
            }
        }
    }

    @Test func `channels are left out at the configured shares`() throws {
        let shares = ChartingHabits.usualMissingShares
        let rounds = patients { $0.missingShares = shares }.flatMap { Chart($0).rounds }
        #expect(rounds.count > 3000)
        for (channel, share) in shares {
            let missing = Double(rounds.filter { $0.values[channel] == nil }.count) / Double(rounds.count)
            #expect(abs(missing - share) < 0.025, "\(channel)")
        }
    }

    @Test func `patients are away as often as configured, and nothing is charted meanwhile`() throws {
        let group = patients { $0.absencesPerDay = 1 }
        var days = 0.0
        var absences = 0
        for patient in group {
            days +=
                try #require(patient.encounter.discharged).hours(since: #require(patient.encounter.admitted)) / 24
            absences += patient.groundTruth.absences.count
            for absence in patient.groundTruth.absences {
                let within = Chart(patient).rounds.filter {
                    $0.effective > absence.lowerBound && $0.effective < absence.upperBound
                }
                #expect(within.isEmpty)
            }
        }
        let rate = Double(absences) / days
        #expect(rate > 0.8 && rate < 1.05)
    }

    @Test func `values are charted late at the configured share`() {
        let group = patients { $0.lateShare = 0.2 }
        let delays = group.flatMap(\.events).compactMap { event in
            event.observations.first.map { $0.issued.seconds(since: $0.key.effective) / 60 }
        }
        let late = delays.filter { $0 >= 20 }
        #expect(abs(Double(late.count) / Double(delays.count) - 0.2) < 0.03)
        #expect((late.max() ?? 0) > 180 && (late.max() ?? 999) <= 240.1)
    }

    @Test func `corrections replace a wrong value of the same key some minutes later`() throws {
        let group = patients { $0.correctionShare = 0.05 }
        var values = 0
        var corrections = 0
        for patient in group {
            let observations = patient.observations
            let originals = Dictionary(
                observations.filter { $0.status == .final }.map { ($0.key, $0) },
                uniquingKeysWith: { first, _ in first })
            values += originals.count
            for correction in observations where correction.status == .corrected {
                corrections += 1
                let original = try #require(originals[correction.key])
                #expect(original.value != correction.value)
                #expect(original.precedence < correction.precedence)
                let minutes = correction.issued.seconds(since: original.issued) / 60
                #expect(minutes >= 2 && minutes <= 45.1)
            }
        }
        // Six of the nine channels are typed in; the others are chosen from lists and not mistyped.
        let share = Double(corrections) / (Double(values) * 6 / 9)
        #expect(share > 0.04 && share < 0.06)
    }

    @Test func `judged respiratory rates are 16, 18 or 20 in the usual range`() {
        let rates = patients { $0.evenRespiratoryRateShare = 1 }.flatMap { Chart($0).series(.respiratoryRate) }
        let habitual = rates.filter { [16, 18, 20].contains($0.value) }
        #expect(Double(habitual.count) / Double(rates.count) > 0.8)
        #expect(rates.allSatisfy { $0.value.truncatingRemainder(dividingBy: 2) == 0 })
        let counted = patients { _ in }.flatMap { Chart($0).series(.respiratoryRate) }
        let odd = counted.filter { $0.value.truncatingRemainder(dividingBy: 2) != 0 }
        #expect(abs(Double(odd.count) / Double(counted.count) - 0.5) < 0.1)
    }

    @Test func `artefacts of probe, cuff and thermometer occur at the configured share`() {
        func lowSaturations(_ share: Double) -> Double {
            let values = patients { $0.artefactShare = share }.flatMap { Chart($0).series(.oxygenSaturation) }
            return Double(values.filter { $0.value < 79 }.count) / Double(values.count)
        }
        #expect(lowSaturations(0) == 0)
        #expect(abs(lowSaturations(0.05) - 0.05) < 0.015)
        let cold = patients { $0.artefactShare = 0.05 }.flatMap { Chart($0).series(.bodyTemperature) }
            .filter { $0.value < 34.7 }
        #expect(!cold.isEmpty)
    }

    @Test func `the interval is that of the ward, with jitter`() throws {
        for patient in patients({ $0.intervalJitter = 0.2 }) {
            let interval: Double = patient.encounter.unit == "STEPDOWN" ? 2 : 4
            let rounds = Chart(patient).rounds
            for (round, next) in zip(rounds, rounds.dropFirst()) {
                guard let score = round.score, score.total < 5, score.redParameters.isEmpty else { continue }
                let hours = next.effective.hours(since: round.effective)
                #expect(hours > 0.8 * interval - 0.02 && hours < 1.2 * interval + 0.02)
            }
        }
    }

    @Test func `high scores are charted more often`() throws {
        var calm: [Double] = []
        var urgent: [Double] = []
        for patient in patients(deterioratingShare: 1, { _ in }) {
            let rounds = Chart(patient).rounds
            for (round, next) in zip(rounds, rounds.dropFirst()) {
                guard let score = round.score else { continue }
                let hours = next.effective.hours(since: round.effective)
                if score.total >= 7 { urgent.append(hours) } else if score.total < 3 { calm.append(hours) }
            }
        }
        #expect(try #require(mean(urgent)) < 1)
        #expect(try #require(mean(calm)) > 2)
    }
}
