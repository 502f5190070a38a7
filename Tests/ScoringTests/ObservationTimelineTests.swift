import ClinicalDomain
import Scoring
import Testing

struct ObservationTimelineTests {
    private static let channels: [ChannelID] = [
        .heartRate, .respiratoryRate, .bodyTemperature, .oxygenSaturation, .systolicBloodPressure, .consciousness,
        .supplementalOxygen, .age,
    ]

    private func timeline(_ observations: [Observation]) -> ObservationTimeline {
        ObservationTimeline(grid: .hourly, observations: observations)
    }

    /// Everything that can be asked of a timeline, as text.
    private func answers(_ timeline: ObservationTimeline) -> [String] {
        let ends = timeline.steps.map { timeline.grid.end(of: $0) }
        return ["\(timeline.steps)", "\(timeline.channels)"]
            + ends.flatMap { end in
                Self.channels.map { "\($0) \(end) \(timeline.last($0, before: end).map { "\($0)" } ?? "none")" }
                    + ["\(timeline.vitalSigns(before: end, validForHours: 24).readings.sorted { $0.key < $1.key })"]
            }
    }

    /// The last live value by the definition, without any index: the greatest version of each key; of those the last
    /// step; in it the lowest rank, then the last key.
    private func lastByDefinition(
        _ observations: [Observation], _ channel: ChannelID, before end: Instant
    ) -> VitalSigns.Reading? {
        func strength(_ status: Observation.Status) -> Int {
            switch status {
            case .preliminary: 0
            case .final: 1
            case .corrected: 2
            case .enteredInError: 3
            }
        }
        let versions = Dictionary(grouping: observations.filter { $0.key.channel == channel }, by: \.key)
        let winners = versions.values.compactMap { versions in
            versions.max { ($0.issued, strength($0.status), $0.value) < ($1.issued, strength($1.status), $1.value) }
        }
        let live = winners.filter { $0.status != .enteredInError && $0.key.effective < end }
        let step = live.map { TimeGrid.hourly.step(of: $0.key.effective) }.max()
        let inStep = live.filter { TimeGrid.hourly.step(of: $0.key.effective) == step }
        let best = inStep.filter { $0.rank == inStep.map(\.rank).min() }
        let last = best.max { left, right in
            let (left, right) = (left.key, right.key)
            if left.effective != right.effective { return left.effective < right.effective }
            return (left.source, left.code, left.order, left.subID)
                < (right.source, right.code, right.order, right.subID)
        }
        return last.map { VitalSigns.Reading(value: $0.value, effective: $0.key.effective) }
    }

    @Test(arguments: 0..<20, [1, 3])
    func `any order of arrival gives the same timeline`(seed: UInt64, ranks: Int) {
        var generator = SeededGenerator(seed: seed)
        let observations = RandomStay(hours: 30, gapHours: 10, seed: seed, ranks: ranks).observations
        let expected = answers(timeline(observations))
        for _ in 0..<5 {
            let shuffled = observations.shuffled(using: &generator)
            #expect(answers(timeline(shuffled + shuffled.prefix(5))) == expected)
        }
    }

    @Test(arguments: 0..<20, [1, 3])
    func `what is in force is what the definition says`(seed: UInt64, ranks: Int) {
        let observations = RandomStay(hours: 30, gapHours: 10, seed: seed, ranks: ranks).observations
        let timeline = timeline(observations)
        for time in 0..<(45 * 60) where [0, 2, 30].contains(time % 60) {
            for channel in Self.channels {
                #expect(
                    timeline.last(channel, before: minute(time))
                        == lastByDefinition(observations, channel, before: minute(time)))
            }
        }
    }

    @Test
    func `in a step the lowest rank counts, then the latest; across steps the latest step`() {
        let values = [
            observation(.respiratoryRate, 18, minute: 5, code: "airway", rank: 2),
            observation(.respiratoryRate, 19, minute: 10, code: "airway", rank: 2),
            observation(.respiratoryRate, 30, minute: 50, code: "impedance", rank: 5),
            observation(.respiratoryRate, 31, minute: 70, code: "impedance", rank: 5),
        ]
        for order in [values, values.reversed(), [values[2], values[0], values[3], values[1]]] {
            let timeline = timeline(order)
            #expect(
                timeline.last(.respiratoryRate, before: minute(60))
                    == VitalSigns.Reading(value: 19, effective: minute(10)))
            #expect(timeline.last(.respiratoryRate, before: minute(10))?.value == 18, "what was known by then")
            #expect(timeline.last(.respiratoryRate, before: minute(120))?.value == 31)
            #expect(timeline.last(.respiratoryRate, before: minute(60), from: minute(11))?.value == 30)
        }
    }

    @Test
    func `a retracted value of a better source leaves the other one`() {
        let timeline = timeline([
            observation(.respiratoryRate, 18, minute: 5, code: "airway", rank: 2),
            observation(.respiratoryRate, 30, minute: 4, code: "impedance", rank: 5),
            observation(.respiratoryRate, 0, minute: 5, issued: 9, status: .enteredInError, code: "airway", rank: 2),
        ])
        #expect(timeline.last(.respiratoryRate, before: minute(60))?.value == 30)
    }

    @Test
    func `results of two orders or codes at one moment are two`() {
        let first = observation(.heartRate, 70, minute: 5, code: "A", order: "1")
        for other in [
            observation(.heartRate, 90, minute: 5, code: "A", order: "2"),
            observation(.heartRate, 90, minute: 5, code: "B", order: "1"),
        ] {
            var retraction = other
            (retraction.status, retraction.issued) = (.enteredInError, minute(9))
            for order in [[first, other], [other, first]] {
                #expect(timeline(order).last(.heartRate, before: minute(60))?.value == 90)
                #expect(timeline(order + [retraction]).last(.heartRate, before: minute(60))?.value == 70)
            }
        }
    }

    @Test
    func `a later issue wins, then the stronger status, then the larger value`() {
        let versions = [
            observation(.heartRate, 200, minute: 0, issued: 1, status: .enteredInError),
            observation(.heartRate, 90, minute: 0, issued: 2, status: .preliminary),
            observation(.heartRate, 70, minute: 0, issued: 2), observation(.heartRate, 80, minute: 0, issued: 2),
            observation(.heartRate, 75, minute: 0, issued: 2, status: .corrected),
            observation(.heartRate, 60, minute: 0, issued: 3, status: .preliminary),
        ]
        let expected: [Double?] = [nil, 90, 70, 80, 75, 60]
        for count in versions.indices {
            let value = timeline(Array(versions[...count].reversed())).last(.heartRate, before: minute(60))?.value
            #expect(value == expected[count])
        }
    }

    @Test
    func `a deletion hides the value, not the step, also when it comes first`() {
        let value = observation(.heartRate, 90, minute: 5, issued: 5)
        let deletion = observation(.heartRate, 0, minute: 5, issued: 6, status: .enteredInError)
        for order in [[value, deletion], [deletion, value]] {
            let timeline = timeline(order)
            #expect(timeline.last(.heartRate, before: minute(60)) == nil)
            #expect(timeline.steps == [TimeGrid.hourly.step(of: origin)])
        }
        let revived = timeline([deletion, value, observation(.heartRate, 95, minute: 5, issued: 7, status: .corrected)])
        #expect(revived.last(.heartRate, before: minute(60))?.value == 95)
    }

    @Test
    func `under a deleted value the value before it is in force again`() {
        let timeline = timeline([
            observation(.heartRate, 70, minute: 5), observation(.heartRate, 90, minute: 10),
            observation(.heartRate, 0, minute: 10, issued: 11, status: .enteredInError),
        ])
        #expect(timeline.last(.heartRate, before: minute(60)) == VitalSigns.Reading(value: 70, effective: minute(5)))
        #expect(timeline.last(.heartRate, before: minute(60), from: minute(6)) == nil)
    }

    @Test
    func `values at one moment are ordered by source and sub-id`() {
        let values = [
            observation(.respiratoryRate, 18, minute: 5, source: "A", subID: "2"),
            observation(.respiratoryRate, 30, minute: 5, source: "B", subID: "1"),
            observation(.respiratoryRate, 31, minute: 5, source: "B", subID: "2"),
        ]
        for order in [values, values.reversed(), [values[1], values[2], values[0]]] {
            #expect(timeline(order).last(.respiratoryRate, before: minute(60))?.value == 31)
        }
    }

    @Test
    func `the end is outside, the start inside`() {
        let timeline = timeline([observation(.heartRate, 70, minute: 60)])
        #expect(timeline.last(.heartRate, before: minute(60)) == nil)
        #expect(timeline.last(.heartRate, before: minute(61), from: minute(60))?.value == 70)
        #expect(timeline.vitalSigns(before: minute(25 * 60), validForHours: 24).readings.count == 1)
        #expect(timeline.vitalSigns(before: minute(25 * 60 + 1), validForHours: 24).readings.isEmpty)
    }

    @Test
    func `applying tells from which step on scores may have changed`() {
        var timeline = ObservationTimeline(grid: .hourly)
        let first = TimeGrid.hourly.step(of: origin)
        let corrected = observation(.heartRate, 90, minute: 65, issued: 70, status: .corrected)
        #expect(timeline.apply(corrected) == first + 1)
        #expect(timeline.apply(corrected) == nil, "the same version again")
        #expect(timeline.apply(observation(.heartRate, 80, minute: 65)) == nil, "an older version")
        #expect(timeline.apply(observation(.heartRate, 85, minute: 5)) == first)
        #expect(
            timeline.apply(observation(.heartRate, 0, minute: 65, issued: 99, status: .enteredInError)) == first + 1)
        #expect(timeline.steps == [first, first + 1])
        #expect(timeline.nextObservedStep(after: first) == first + 1)
        #expect(timeline.nextObservedStep(after: first + 1) == nil)
        #expect(timeline.lastObservedStep(before: first) == nil)
        #expect(timeline.lastObservedStep(before: first + 5) == first + 1)
    }

    @Test
    func `with other values of a channel everything else stays`() {
        let whole = timeline([observation(.heartRate, 70, minute: 5), observation(.bodyTemperature, 37, minute: 65)])
        let other = whole.replacingValues(of: .heartRate, with: 81)
        #expect(other.steps == whole.steps && other.channels == whole.channels)
        #expect(other.last(.heartRate, before: minute(999))?.value == 81)
        #expect(other.last(.heartRate, before: minute(999))?.effective == minute(5))
        #expect(other.last(.bodyTemperature, before: minute(999))?.value == 37)
    }
}
