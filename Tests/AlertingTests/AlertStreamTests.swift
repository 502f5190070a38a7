import Alerting
import ClinicalDomain
import Testing

/// Random streams of assessments through the machine, with the alerts kept as a store keeps them.
struct AlertStreamTests {
    private static let start = Instant(millisecondsSince1970: 1_767_225_600_000)

    private struct Event {
        let reason: Alert.Reason
        let isRaise: Bool
        let at: Instant
    }

    /// One stay: hourly and half-hourly assessments, some repeated at the same moment, some without risk or score.
    private func stream(_ generator: inout SeededGenerator) -> [Assessment] {
        var time = Self.start
        var probability = 0.3
        return (0..<300).map { _ in
            time = time.advanced(byHours: [0, 0.5, 1, 5].randomElement(using: &generator) ?? 1)
            probability = min(1, max(0, probability + Double.random(in: -0.3...0.3, using: &generator)))
            let hasRisk = Int.random(in: 0..<8, using: &generator) > 0
            var readings: [ChannelID: VitalSigns.Reading] = [:]
            let ranges: [(ChannelID, ClosedRange<Double>)] = [
                (.heartRate, 50...140), (.respiratoryRate, 10...30), (.oxygenSaturation, 90...100),
                (.supplementalOxygen, 0...1), (.systolicBloodPressure, 85...150), (.consciousness, 0...1),
                (.bodyTemperature, 36...39),
            ]
            for (channel, range) in ranges where Int.random(in: 0..<20, using: &generator) > 0 {
                let value = Double.random(in: range, using: &generator)
                readings[channel] = VitalSigns.Reading(value: value.rounded(), effective: time)
            }
            return Assessment(
                encounterID: EncounterID(rawValue: 1), step: time, effective: time,
                risk: hasRisk ? NetworkRisk(model: "m", probability: probability, threshold: 0.5) : nil,
                news2: NEWS2(VitalSigns(readings)))
        }
    }

    /// What happens when each decision is carried out, and somebody acknowledges now and then.
    private func events(
        _ stream: [Assessment], _ machine: AlertStateMachine, _ generator: inout SeededGenerator
    ) -> [Event] {
        var latest: [Alert.Reason: Alert] = [:]
        var events: [Event] = []
        var number: Int64 = 0
        for assessment in stream {
            let transitions = machine.transitions(for: assessment, latest: latest)
            #expect(transitions == machine.transitions(for: assessment, latest: latest), "only the arguments decide")
            #expect(
                transitions == AlertStateMachine(policy: machine.policy).transitions(for: assessment, latest: latest))
            for transition in transitions {
                switch transition {
                case .raise(let reason):
                    #expect(latest[reason].map { $0.state == .cleared } ?? true, "never a raise over an alert in force")
                    number += 1
                    latest[reason] = Alert(
                        id: number, encounterID: assessment.encounterID, reason: reason, state: .open,
                        raised: assessment.effective)
                    events.append(Event(reason: reason, isRaise: true, at: assessment.effective))
                case .clear(let id):
                    guard var alert = latest.values.first(where: { $0.id == id }) else {
                        Issue.record("cleared \(id), which was never raised")
                        continue
                    }
                    #expect(alert.state != .cleared, "never cleared twice")
                    alert.state = .cleared
                    alert.cleared = assessment.effective
                    latest[alert.reason] = alert
                    events.append(Event(reason: alert.reason, isRaise: false, at: assessment.effective))
                }
            }
            if Int.random(in: 0..<5, using: &generator) == 0 {
                for (reason, alert) in latest where alert.state == .open {
                    latest[reason]?.state = .acknowledged
                    latest[reason]?.acknowledged = assessment.effective
                }
            }
        }
        return events
    }

    @Test(arguments: [0.0, 0.5, 8, 24])
    func `raises and clears alternate, and a raise keeps the refractory time after a clear`(hours: Double) {
        let machine = AlertStateMachine(policy: AlertPolicy(refractoryHours: hours, riskRefractoryHours: nil))
        var generator = SeededGenerator(seed: UInt64(hours * 2))
        var counts: [Alert.Reason: Int] = [:]
        for _ in 0..<60 {
            let events = events(stream(&generator), machine, &generator)
            for reason in Alert.Reason.allCases {
                let own = events.filter { $0.reason == reason }
                counts[reason, default: 0] += own.count
                for (index, event) in own.enumerated() { #expect(event.isRaise == index.isMultiple(of: 2)) }
                for (clear, raise) in zip(own, own.dropFirst()) where raise.isRaise {
                    #expect(raise.at.hours(since: clear.at) >= hours)
                }
            }
        }
        #expect(Alert.Reason.allCases.allSatisfy { counts[$0, default: 0] > 100 }, "the streams do something")
    }

    @Test
    func `a stream does the same whether its stay is alone or among others`() {
        var generator = SeededGenerator(seed: 9)
        let machine = AlertStateMachine(policy: AlertPolicy())
        let streams = (0..<5).map { _ in stream(&generator) }
        func run(_ order: [Int]) -> [Int: [Instant]] {
            var result: [Int: [Instant]] = [:]
            for index in order {
                var own = SeededGenerator(seed: UInt64(index))
                result[index] = events(streams[index], machine, &own).map(\.at)
            }
            return result
        }
        #expect(run([0, 1, 2, 3, 4]) == run([3, 0, 4, 2, 1]))
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same streams everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
