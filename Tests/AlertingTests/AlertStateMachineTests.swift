import Alerting
import ClinicalDomain
import Testing

struct AlertStateMachineTests {
    private static let policy = AlertPolicy(
        riskThreshold: nil, clearFraction: 0.5, news2Threshold: 7, news2ClearThreshold: 4, refractoryHours: 8,
        riskMaximumHours: nil, riskRefractoryHours: nil)
    private static let machine = AlertStateMachine(policy: policy)
    private static let now = Instant(millisecondsSince1970: 1_767_225_600_000)

    private func risk(_ probability: Double, threshold: Double = 0.5) -> NetworkRisk {
        NetworkRisk(model: "m", probability: probability, threshold: threshold)
    }

    /// A NEWS2 with that total by known charts: pulse, rate, pressure and consciousness give 3 each, oxygen 2, the
    /// rest of temperature 1.
    private func news2(_ total: Int, isPartial: Bool = false) throws -> NEWS2 {
        let values: [Int: [ChannelID: Double]] = [
            0: [:], 1: [.bodyTemperature: 38.5], 2: [.supplementalOxygen: 2], 3: [.heartRate: 140],
            4: [.heartRate: 140, .bodyTemperature: 38.5], 5: [.heartRate: 140, .supplementalOxygen: 2],
            6: [.heartRate: 140, .respiratoryRate: 30],
            7: [.heartRate: 140, .respiratoryRate: 30, .bodyTemperature: 38.5],
            8: [.heartRate: 140, .respiratoryRate: 30, .supplementalOxygen: 2],
            12: [.heartRate: 140, .respiratoryRate: 30, .systolicBloodPressure: 80, .consciousness: 4],
        ]
        var vitalSigns: [ChannelID: Double] = [
            .heartRate: 70, .respiratoryRate: 16, .oxygenSaturation: 98, .supplementalOxygen: 0,
            .systolicBloodPressure: 120, .consciousness: 0, .bodyTemperature: 37,
        ]
        vitalSigns.merge(try #require(values[total])) { $1 }
        if isPartial { vitalSigns[.oxygenSaturation] = nil }
        let score = try #require(
            NEWS2(VitalSigns(vitalSigns.mapValues { VitalSigns.Reading(value: $0, effective: Self.now) })))
        #expect(score.total == total && score.isPartial == isPartial)
        return score
    }

    private func assessment(risk: NetworkRisk? = nil, news2: NEWS2? = nil, hours: Double = 0) -> Assessment {
        let effective = Self.now.advanced(byHours: hours)
        return Assessment(
            encounterID: EncounterID(rawValue: 1), step: effective, effective: effective, risk: risk, news2: news2)
    }

    private func alert(
        _ reason: Alert.Reason, _ state: Alert.State, id: Int64 = 5, clearedHoursAgo: Double? = nil
    ) -> [Alert.Reason: Alert] {
        [
            reason: Alert(
                id: id, encounterID: EncounterID(rawValue: 1), reason: reason, state: state,
                raised: Self.now.advanced(byHours: -48),
                cleared: clearedHoursAgo.map { Self.now.advanced(byHours: -$0) })
        ]
    }

    // MARK: the table

    @Test
    func `without an alert, the raise threshold and above raise`() throws {
        #expect(Self.machine.transitions(for: assessment(risk: risk(0.5)), latest: [:]) == [.raise(.networkRisk)])
        #expect(Self.machine.transitions(for: assessment(risk: risk(0.5.nextDown)), latest: [:]).isEmpty)
        #expect(Self.machine.transitions(for: assessment(risk: risk(1)), latest: [:]) == [.raise(.networkRisk)])
        #expect(Self.machine.transitions(for: assessment(news2: try news2(7)), latest: [:]) == [.raise(.news2)])
        #expect(Self.machine.transitions(for: assessment(news2: try news2(12)), latest: [:]) == [.raise(.news2)])
        #expect(Self.machine.transitions(for: assessment(news2: try news2(6)), latest: [:]).isEmpty)
    }

    @Test(arguments: [(8.0, true), (8.0 + 1e-3, true), (100, true), (8.0 - 1.0 / 3600, false), (0, false), (-1, false)])
    func `a cleared alert holds until the refractory time is over, and then raises at its edge`(
        hoursAgo: Double, raises: Bool
    ) throws {
        let risk = Self.machine.transitions(
            for: assessment(risk: risk(0.9)), latest: alert(.networkRisk, .cleared, clearedHoursAgo: hoursAgo))
        #expect(risk == (raises ? [.raise(.networkRisk)] : []))
        let score = Self.machine.transitions(
            for: assessment(news2: try news2(8)), latest: alert(.news2, .cleared, clearedHoursAgo: hoursAgo))
        #expect(score == (raises ? [.raise(.news2)] : []))
    }

    @Test
    func `a cleared alert is not cleared again`() throws {
        for hoursAgo in [1.0, 8, 100] {
            #expect(
                Self.machine.transitions(
                    for: assessment(risk: risk(0), news2: try news2(0)),
                    latest: alert(.networkRisk, .cleared, clearedHoursAgo: hoursAgo).merging(
                        alert(.news2, .cleared, clearedHoursAgo: hoursAgo)
                    ) { $1 }
                ).isEmpty)
        }
    }

    @Test(arguments: [Alert.State.open, .acknowledged])
    func `an alert in force holds until the values are below the clear threshold`(state: Alert.State) throws {
        // Raised at 0.5 and cleared below half of it.
        for (probability, clears) in [(0.25, false), (0.25.nextDown, true), (0, true), (0.4, false), (0.9, false)] {
            let found = Self.machine.transitions(
                for: assessment(risk: risk(probability)), latest: alert(.networkRisk, state, id: 17))
            #expect(found == (clears ? [.clear(alertID: 17)] : []), "\(probability)")
        }
        for (total, clears) in [(4, true), (5, false), (0, true), (8, false)] {
            let found = Self.machine.transitions(
                for: assessment(news2: try news2(total)), latest: alert(.news2, state, id: 18))
            #expect(found == (clears ? [.clear(alertID: 18)] : []), "\(total)")
        }
    }

    @Test(arguments: [Alert.State.open, .acknowledged])
    func `a network alert is cleared after its longest time, whatever the risk, and a NEWS2 alert is not`(
        state: Alert.State
    ) throws {
        for (maximum, clears) in [(48.0, true), (47.5, true), (48.5, false), (nil, false)] as [(Double?, Bool)] {
            var policy = Self.policy
            policy.riskMaximumHours = maximum
            let machine = AlertStateMachine(policy: policy)
            let risk = machine.transitions(for: assessment(risk: risk(0.9)), latest: alert(.networkRisk, state, id: 17))
            #expect(risk == (clears ? [.clear(alertID: 17)] : []))
            #expect(machine.transitions(for: assessment(news2: try news2(8)), latest: alert(.news2, state)).isEmpty)
        }
    }

    // MARK: what the table says beside

    @Test
    func `a partial NEWS2 raises when what is known suffices, and never clears`() throws {
        let machine = Self.machine
        let high = assessment(news2: try news2(7, isPartial: true))
        #expect(machine.transitions(for: high, latest: [:]) == [.raise(.news2)])
        #expect(machine.transitions(for: assessment(news2: try news2(6, isPartial: true)), latest: [:]).isEmpty)
        for total in [0, 1, 4] {
            let low = assessment(news2: try news2(total, isPartial: true))
            #expect(machine.transitions(for: low, latest: alert(.news2, .open)).isEmpty)
        }
    }

    @Test
    func `no data neither raise nor clear`() {
        #expect(Self.machine.transitions(for: assessment(), latest: [:]).isEmpty)
        let latest = alert(.networkRisk, .open).merging(alert(.news2, .acknowledged)) { $1 }
        #expect(Self.machine.transitions(for: assessment(), latest: latest).isEmpty)
        #expect(Self.machine.transitions(for: assessment(risk: risk(.nan)), latest: [:]).isEmpty)
        #expect(Self.machine.transitions(for: assessment(risk: risk(.nan)), latest: latest).isEmpty)
    }

    @Test
    func `the two reasons do not touch each other`() throws {
        let both = assessment(risk: risk(0.9), news2: try news2(8))
        #expect(Self.machine.transitions(for: both, latest: [:]) == [.raise(.networkRisk), .raise(.news2)])
        #expect(Self.machine.transitions(for: both, latest: alert(.news2, .open)) == [.raise(.networkRisk)])
        let better = assessment(risk: risk(0.9), news2: try news2(0))
        #expect(
            Self.machine.transitions(for: better, latest: alert(.news2, .open, id: 3))
                == [.raise(.networkRisk), .clear(alertID: 3)])
        let resting = alert(.networkRisk, .cleared, clearedHoursAgo: 1)
        #expect(Self.machine.transitions(for: both, latest: resting) == [.raise(.news2)])
    }

    @Test
    func `the policy's threshold comes before the model's, also for clearing`() {
        let machine = AlertStateMachine(
            policy: AlertPolicy(riskThreshold: 0.8, clearFraction: 0.5, riskMaximumHours: nil))
        #expect(machine.transitions(for: assessment(risk: risk(0.79, threshold: 0.1)), latest: [:]).isEmpty)
        #expect(
            machine.transitions(for: assessment(risk: risk(0.8, threshold: 0.99)), latest: [:]) == [
                .raise(.networkRisk)
            ])
        #expect(
            machine.transitions(for: assessment(risk: risk(0.4, threshold: 0.1)), latest: alert(.networkRisk, .open))
                .isEmpty)
        #expect(
            machine.transitions(
                for: assessment(risk: risk(0.39, threshold: 0.1)), latest: alert(.networkRisk, .open, id: 2))
                == [.clear(alertID: 2)])
    }

    @Test
    func `the policy of a new installation is the documented one`() {
        let policy = AlertPolicy()
        #expect(policy.riskThreshold == nil && policy.clearFraction == 0.6)
        #expect(policy.news2Threshold == 7 && policy.news2ClearThreshold == 4 && policy.refractoryHours == 8)
        #expect(policy.riskMaximumHours == 2 && policy.riskRefractoryHours == 12)
    }
}
