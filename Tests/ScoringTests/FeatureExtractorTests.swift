import ClinicalDomain
import Foundation
import Scoring
import Testing

struct FeatureExtractorTests {
    private func encode(
        _ observations: [Observation], _ schema: SequenceSchema, subject: Delivery.Subject = subject
    ) -> EncodedSequence {
        EncodedSequence(
            timeline: ObservationTimeline(grid: TimeGrid(seconds: schema.timeStepSeconds), observations: observations),
            subject: subject, extractor: FeatureExtractor(schema: schema))
    }

    private func isClose(_ left: [Float], _ right: [Double]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { abs(Double($0) - $1) < 1e-6 }
    }

    @Test
    func `features are those computed by hand`() {
        let schema = SequenceSchema(
            channels: [SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10)], includesClock: true)
        let person = Delivery.Subject(
            patient: Patient(identifier: "1", sex: .male), encounter: Encounter(admitted: minute(-60)))
        let encoded = encode(
            [
                observation(.heartRate, 70, minute: 5), observation(.heartRate, 100, minute: 55),
                observation(.heartRate, 90, minute: 60), observation(.heartRate, 150, minute: 200),
                observation(.age, 70, minute: 61),
            ], schema, subject: person)
        // The running mean m starts at the first value and then moves by a fifth of the change.
        let expected: [[Double]] = [
            // 100 → 2; m = 2. No age yet. One hour since admission.
            [2, 1, 1, 0, 0, 1, log(2.0) / 5],
            // 90 → 1; change 1 − 2; m = 1.8. Age 70.
            [1, 1, 1, -1, 0.5, 1, log(3.0) / 5],
            // Not observed for one hour: 1 stays, change 1 − 1.8.
            [1, 0, exp(-1.0 / 8), -0.8, 0.5, 1, log(4.0) / 5],
            // 150 → 7, cut off at 5; change 5 − 1.8.
            [5, 1, 1, 3.2, 0.5, 1, log(5.0) / 5],
        ]
        #expect(encoded.steps.map(\.isStart) == [true, false, false, false])
        for (step, features) in expected.enumerated() {
            let found = Array(encoded.features[(step * 7)..<(step * 7 + 7)])
            #expect(isClose(found, features), "step \(step): \(found)")
        }
    }

    @Test
    func `levels are those computed by hand`() {
        let schema = SequenceSchema(
            channels: [
                SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10, knots: [60, 80, 100]),
                SequenceSchema.ScaledChannel(
                    id: .oxygenSaturation, mean: 96, deviation: 3, knots: [90, 95], isFrequent: true),
            ], channelFeatures: [.levels, .mask, .sinceLevels, .countLevels, .extremeLevels], includesClock: true,
            ageKnots: [50, 60, 80], clockKnots: [0, 1, 4])
        let person = Delivery.Subject(
            patient: Patient(identifier: "1", sex: .male), encounter: Encounter(admitted: minute(-60)))
        let encoded = encode(
            [
                observation(.heartRate, 70, minute: 5), observation(.heartRate, 100, minute: 55),
                observation(.heartRate, 90, minute: 60), observation(.heartRate, 150, minute: 200),
                observation(.age, 70, minute: 61),
            ], schema, subject: person)
        func reached(_ count: Int, of all: Int) -> [Double] { (0..<all).map { $0 < count ? 1 : 0 } }
        // Of the heart rate: value, mask, hours since, steps counted, highest, lowest; then age, sex, clock.
        let expected: [[[Double]]] = [
            [[1, 1], [1], reached(1, of: 9), reached(1, of: 6), [1, 1], [1, 1], [0, 0], [1], [1, 0]],
            [[1, 0.5], [1], reached(1, of: 9), reached(2, of: 6), [1, 1], [1, 0.5], [1, 0.5], [1], [1, 1.0 / 3]],
            [[1, 0.5], [0], reached(2, of: 9), reached(2, of: 6), [1, 1], [1, 0.5], [1, 0.5], [1], [1, 2.0 / 3]],
            [[1, 1], [1], reached(1, of: 9), reached(3, of: 6), [1, 1], [1, 0.5], [1, 0.5], [1], [1, 1]],
        ]
        // The oxygen saturation was never observed: 1 + 1 + 9 + 12 + 2 features.
        let unseen = [Double](repeating: 0, count: 25)
        #expect(schema.featureCount == 22 + 25 + 5)
        #expect(schema.columns.map(\.name) == ["heartRate", "oxygenSaturation", "age", "sex", "clock"])
        #expect(schema.columns.map(\.range) == [0..<22, 22..<47, 47..<49, 49..<50, 50..<52])
        for (step, parts) in expected.enumerated() {
            let found = Array(encoded.features[(step * 52)..<(step * 52 + 52)])
            #expect(isClose(found, parts[..<6].joined() + unseen + parts[6...].joined()), "step \(step): \(found)")
        }
    }

    @Test
    func `recent statistics are those computed by hand, over six hours and over a day`() {
        let schema = SequenceSchema(
            channels: [
                SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10, isFrequent: true),
                SequenceSchema.ScaledChannel(id: .oxygenSaturation, mean: 96, deviation: 3),
            ], channelFeatures: [.recentStatistics], includesAge: false, includesSex: false)
        let values: [(hour: Int, value: Double)] = [(0, 110), (1, 90), (3, 70), (8, 100), (30, 60)]
        let encoded = encode(
            values.map { observation(.heartRate, $0.value, minute: $0.hour * 60) }
                + [observation(.oxygenSaturation, 90, minute: 0)], schema)
        #expect(schema.featureCount == 8 && encoded.steps.count == 31)
        // Standardized: 3, 1, −1, 2, −2.
        let expected: [Int: [Double]] = [
            0: [3, 3, 3, 0, 3, 3, 3, 0],
            3: [3, -1, 1, (8.0 / 3).squareRoot(), 3, -1, 1, (8.0 / 3).squareRoot()],
            // Hours 3 to 8, and 0 to 8.
            8: [2, -1, 0.5, 1.5, 3, -1, 1.25, 2.1875.squareRoot()],
            // Nothing within six hours; hours 6 to 29.
            29: [0, 0, 0, 0, 2, 2, 2, 0],
            30: [-2, -2, -2, 0, 2, -2, 0, 2],
        ]
        for (step, features) in expected {
            let found = Array(encoded.features[(step * 8)..<(step * 8 + 8)])
            #expect(isClose(found, features), "step \(step): \(found)")
        }
    }

    @Test
    func `a channel that was never observed is 0 in all four features`() {
        let encoded = encode([observation(.oxygenSaturation, 97, minute: 5)], schema)
        #expect(Array(encoded.features[..<12]) == [Float](repeating: 0, count: 12))
    }

    @Test
    func `after a gap that is too long everything begins anew`() {
        let one = encode([observation(.heartRate, 95, minute: 8 * 60)], schema)
        let two = encode([observation(.heartRate, 95, minute: 8 * 60), observation(.heartRate, 60, minute: 0)], schema)
        #expect(two.steps.map(\.isStart) == [true, true])
        #expect(Array(two.features.suffix(schema.featureCount)) == one.features)
    }

    @Test(arguments: [(Sex.male, Float(1)), (.female, -1), (.other, 0), (.unknown, 0)])
    func `sex is −1, 1 or 0`(sex: Sex, feature: Float) {
        let person = Delivery.Subject(patient: Patient(identifier: "1", sex: sex), encounter: Encounter())
        let encoded = encode([observation(.heartRate, 80, minute: 0)], schema, subject: person)
        #expect(encoded.features[13] == feature)
        #expect(encoded.features[12] == 0, "age is not known")
    }

    @Test
    func `the unit is where the patient lies at the end of a step, and unknown ones are 0`() {
        var seeing = schema
        seeing.units = ["ICU", "W7"]
        let width = seeing.featureCount
        #expect(width == schema.featureCount + 2)
        #expect(seeing.columns.last?.name == "unit" && seeing.columns.last?.range == (width - 2)..<width)
        let values = (0..<5).map { observation(.heartRate, 80, minute: $0 * 60) }
        func units(_ stays: [UnitStay], now unit: String = "") -> [[Float]] {
            let person = Delivery.Subject(
                patient: Patient(identifier: "1"), encounter: Encounter(unit: unit), units: stays)
            let features = encode(values, seeing, subject: person).features
            return (0..<5).map { Array(features[($0 * width + width - 2)..<(($0 + 1) * width)]) }
        }
        // Steps end at 60, 120, …: a move at the very end of a step belongs to the next.
        let course = [
            UnitStay(since: minute(30), unit: "W7"), UnitStay(since: minute(120), unit: "ICU"),
            UnitStay(since: minute(190), unit: "ED"),
        ]
        #expect(units(course, now: "ED") == [[0, 1], [0, 1], [1, 0], [0, 0], [0, 0]])
        #expect(units([], now: "ICU") == [[Float]](repeating: [1, 0], count: 5), "only the present unit is known")
        #expect(units([UnitStay(since: minute(130), unit: "W7")])[0] == [0, 1], "the first unit, before it was named")
        #expect(units([]) == [[Float]](repeating: [0, 0], count: 5))
    }

    @Test
    func `an observed age comes before the birth date, from the moment it is known`() {
        let encoded = encode([observation(.heartRate, 80, minute: 0), observation(.age, 80, minute: 60)], schema)
        let ages = [encoded.features[12], encoded.features[schema.featureCount + 12]]
        // Born 1966-01-01, so 60 at 2026-01-01 within a thousandth of a year.
        #expect(abs(ages[0]) < 1e-3)
        #expect(ages[1] == 1)
    }

    @Test
    func `without an admission the clock counts the steps of the sequence, and never runs backwards`() {
        let person = Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter())
        let observations = [observation(.heartRate, 80, minute: 0), observation(.heartRate, 80, minute: 120)]
        let unknown = encode(observations, schema, subject: person)
        #expect(isClose((0..<3).map { unknown.features[$0 * 15 + 14] }, [0, log(2.0) / 5, log(3.0) / 5]))
        let late = Delivery.Subject(patient: person.patient, encounter: Encounter(admitted: minute(60)))
        let early = encode(observations, schema, subject: late)
        #expect(isClose((0..<3).map { early.features[$0 * 15 + 14] }, [0, 0, log(2.0) / 5]))
    }

    @Test(arguments: 0..<20)
    func `no later observation changes an earlier feature`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let observations = RandomStay(hours: 24, gapHours: 9, seed: seed).observations
        let whole = encode(observations, schema)
        for _ in 0..<10 {
            // Only what was true before a moment, and the same with everything after it changed at random.
            let cut = minute(Int.random(in: 0..<40, using: &generator) * 60)
            let earlier = observations.filter { $0.key.effective < cut }
            let changed = observations.filter { $0.key.effective >= cut }.map { observation in
                var other = observation
                other.value = Double.random(in: 30...200, using: &generator)
                return other
            }
            let kept = whole.steps.filter { TimeGrid.hourly.end(of: $0.step) <= cut }.count
            let count = kept * schema.featureCount
            let altered = encode(earlier + changed, schema)
            #expect(Array(altered.features.prefix(count)) == Array(whole.features.prefix(count)))
            let truncated = encode(earlier, schema)
            let shared = min(count, truncated.features.count)
            #expect(Array(truncated.features.prefix(shared)) == Array(whole.features.prefix(shared)))
        }
    }

    @Test(arguments: 0..<10)
    func `features are finite and within their bounds for any values`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let extremes = [0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 80]
        let observations = (0..<60).map { index in
            observation(
                [.heartRate, .respiratoryRate, .bodyTemperature][index % 3],
                extremes.randomElement(using: &generator) ?? 0, minute: index * 31)
        }
        let encoded = encode(observations, schema)
        #expect(encoded.features.count == encoded.steps.count * schema.featureCount)
        #expect(encoded.features.allSatisfy { $0.isFinite && abs($0) <= 10 })
    }

    @Test(arguments: [
        (3600, 72, 8.0, 10.0, true), (0, 72, 8, 10, false), (-1, 72, 8, 10, false), (86_400, 72, 8, 10, true),
        (86_401, 72, 8, 10, false), (Int.max, 72, 8, 10, false), (3600, 0, 8, 10, false), (3600, 72, 0, 10, false),
        (3600, 72, .nan, 10, false), (3600, 72, 8, 0, false), (3600, 72, 8, -1, false), (3600, 72, 8, .nan, false),
    ])
    func `a schema that cannot be used says why`(
        seconds: Int, gap: Int, recency: Double, deviation: Double, isUsable: Bool
    ) {
        let schema = SequenceSchema(
            timeStepSeconds: seconds, maximumGapSteps: gap,
            channels: [SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: deviation)],
            recencyHours: recency)
        #expect((schema.fault == nil) == isUsable)
    }

    @Test
    func `a schema needs channels, each once`() {
        let channel = SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10)
        #expect(SequenceSchema(channels: []).fault != nil)
        #expect(SequenceSchema(channels: [channel, channel]).fault != nil)
        #expect(SequenceSchema(channels: [channel]).fault == nil)
        #expect(SequenceSchema(channels: [channel], channelFeatures: []).fault != nil)
        #expect(SequenceSchema(channels: [channel], channelFeatures: [.mask, .mask]).fault != nil)
        #expect(SequenceSchema(channels: [channel], clockKnots: [1]).fault != nil)
        for knots in [[1], [1, 1], [2, 1], [1, .nan]] {
            let channel = SequenceSchema.ScaledChannel(id: .heartRate, mean: 80, deviation: 10, knots: knots)
            #expect(SequenceSchema(channels: [channel]).fault != nil, "\(knots)")
        }
        #expect(SequenceSchema(channels: [channel]).featureCount == 6)
        #expect(schema.featureCount == 15)
    }
}
