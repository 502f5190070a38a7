import ClinicalDomain
import Scoring
import Testing

struct ExplanationCourseTests {
    /// Readings as minutes before the moment and value, newest first.
    struct Case: Sendable, CustomTestStringConvertible {
        let words: String
        let channel: ChannelID
        let usual: ClosedRange<Double>
        let deviation: Double
        let readings: [(minutesAgo: Int, value: Double)]
        var testDescription: String { words }

        init(
            _ words: String, _ channel: ChannelID, _ usual: ClosedRange<Double>, _ deviation: Double,
            _ readings: [(Int, Double)]
        ) {
            (self.words, self.channel, self.usual, self.deviation) = (words, channel, usual, deviation)
            self.readings = readings.map { (minutesAgo: $0.0, value: $0.1) }
        }
    }

    static let cases = [
        Case("respiratory rate rising 18 → 27 over 4 h", .respiratoryRate, 12...20, 4, [(0, 27), (240, 18)]),
        // A step up is dated by the last value of before.
        Case(
            "heart rate rising 80 → 150 over 1 h", .heartRate, 51...90, 15, [(0, 150), (60, 80), (120, 82), (300, 78)]),
        Case("heart rate rising 80 → 150 over 30 min", .heartRate, 51...90, 15, [(0, 150), (30, 80)]),
        // A slow rise is told for the last four hours.
        Case(
            "heart rate rising 94 → 120 over 4 h", .heartRate, 51...90, 15,
            [(0, 120), (60, 112), (120, 106), (180, 99), (240, 94), (300, 82), (360, 80)]),
        Case(
            "systolic pressure falling 128 → 84 mmHg over 6 h", .systolicBloodPressure, 111...219, 20,
            [(0, 84), (360, 128)]),
        Case(
            "body temperature rising 36.9 → 38.6 °C over 4 h", .bodyTemperature, 36.1...38, 0.6,
            [(5, 38.6), (250, 36.9)]),
        Case("oxygen saturation low at 88 % for 3 h", .oxygenSaturation, 96...100, 3, [(0, 88), (90, 87), (180, 89)]),
        Case("oxygen saturation low at 94 %", .oxygenSaturation, 96...100, 3, [(0, 94), (240, 96)]),
        Case("heart rate high at 102 for 2 days", .heartRate, 51...90, 15, (0...12).map { ($0 * 240, 102) }),
        // Both edges of "usual" belong to it.
        Case("heart rate usual at 90", .heartRate, 51...90, 15, [(0, 90), (240, 85)]),
        Case("heart rate usual at 51", .heartRate, 51...90, 15, [(0, 51)]),
        Case("heart rate high at 91", .heartRate, 51...90, 15, [(0, 91)]),
        // One deviation is a change, less is not.
        Case("heart rate rising 70 → 85 over 4 h", .heartRate, 51...90, 15, [(0, 85), (240, 70)]),
        Case("heart rate usual at 84", .heartRate, 51...90, 15, [(0, 84), (240, 70)]),
        // More than twelve hours ago is another day.
        Case("heart rate high at 120", .heartRate, 51...90, 15, [(0, 120), (721, 70)]),
        Case("heart rate rising 70 → 120 over 12 h", .heartRate, 51...90, 15, [(0, 120), (720, 70)]),
        Case("respiratory rate not measured for 9 h, last 22", .respiratoryRate, 12...20, 4, [(540, 22), (780, 14)]),
        Case("respiratory rate not measured for 8 h, last 16", .respiratoryRate, 12...20, 4, [(480, 16)]),
        Case("respiratory rate usual at 16", .respiratoryRate, 12...20, 4, [(479, 16)]),
        Case(
            "body temperature not measured for 3 days, last 38.4 °C", .bodyTemperature, 36.1...38, 0.6, [(4320, 38.4)]),
        Case("consciousness Alert → Voice over 2 h", .consciousness, 0...0, 0.5, [(0, 2), (120, 0)]),
        Case("consciousness at Confusion for 5 h", .consciousness, 0...0, 0.5, [(0, 1), (300, 1)]),
        Case("consciousness at Alert", .consciousness, 0...0, 0.5, [(0, 0)]),
        Case("supplemental oxygen rising 0 → 4 L/min over 3 h", .supplementalOxygen, 0...0, 2, [(0, 4), (180, 0)]),
        Case("supplemental oxygen at 2 L/min for 6 h", .supplementalOxygen, 0...0, 2, [(0, 2), (180, 2), (360, 2)]),
        Case("no supplemental oxygen", .supplementalOxygen, 0...0, 2, [(0, 0)]),
        Case("lactate rising 1.2 → 4.1 mmol/L over 6 h", ChannelID("lactate"), 0.5...2.5, 1, [(0, 4.1), (360, 1.2)]),
        Case("arterial pH low at 7.21", ChannelID("arterialPH"), 7.3...7.5, 0.1, [(0, 7.21)]),
        Case("glucoseOfThisSite usual at 5", ChannelID("glucoseOfThisSite"), 4...6, 1, [(0, 5)]),
    ]

    @Test(arguments: cases)
    func `a course is told as a nurse would`(_ example: Case) throws {
        let moment = minute(100_000)
        let readings = example.readings.map {
            VitalSigns.Reading(value: $0.value, effective: minute(100_000 - $0.minutesAgo))
        }
        let course = try #require(
            ChannelCourse(readings, at: moment, usual: example.usual, deviation: example.deviation))
        #expect(course.words(for: example.channel) == example.words)
        #expect(course.now == example.readings.first?.value)
    }

    @Test
    func `the values behind the words are given too, and without any value there is no course`() throws {
        let rising = try #require(
            ChannelCourse(
                [(600, 27.0), (360, 18.0)].map { VitalSigns.Reading(value: $0.1, effective: minute($0.0)) },
                at: minute(610), usual: 12...20, deviation: 4))
        #expect(rising.course == .rising && rising.before == 18 && rising.overHours == 4 && rising.forHours == nil)
        let low = try #require(
            ChannelCourse(
                [(600, 88.0), (480, 87.0)].map { VitalSigns.Reading(value: $0.1, effective: minute($0.0)) },
                at: minute(630), usual: 96...100, deviation: 3))
        #expect(low.course == .low && low.forHours == 2.5 && low.before == 87 && low.overHours == 2)
        #expect(ChannelCourse([], at: minute(0), usual: 0...1, deviation: 1) == nil)
    }

    @Test
    func `on oxygen scale 2 a saturation of 88 percent is usual`() throws {
        let schema = SequenceSchema(channels: [.init(id: .oxygenSaturation, mean: 96, deviation: 3)])
        let model = try model(schema: schema)
        func words(_ observations: [Observation]) throws -> String? {
            var scorer = scorer(model)
            scorer.apply(observations + [observation(.oxygenSaturation, 88, minute: 60)])
            _ = scorer.assess()
            return try #require(scorer.contributions().first).words
        }
        #expect(try words([]) == "oxygen saturation low at 88 %")
        #expect(try words([observation(.oxygenSaturationScale, 2, minute: 0)]) == "oxygen saturation usual at 88 %")
    }
}
