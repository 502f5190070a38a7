import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct NightProfileTests {
    private static let schema = SequenceSchema(
        channels: [
            SequenceSchema.ScaledChannel(
                id: .heartRate, mean: 85, deviation: 15, knots: [40, 70, 75, 80, 85, 90, 95, 100, 160], isFrequent: true
            )
        ])

    /// A stay of a day of a patient with a level of their own.
    private static func stay(
        _ number: Int, sex: Sex? = nil, unit: String = "ICU", every: Int = 1,
        value: (Double, inout CounterBasedGenerator) -> Double = { value, _ in value }
    ) -> EncounterHistory {
        var generator = CounterBasedGenerator(seed: 9, stream: UInt64(number))
        let level = 85 + 12 * generator.normal()
        let observations =
            stride(from: 0, to: 24, by: every).map { hour in
                Observation.sample(value(level + 5 * generator.normal(), &generator), at: Double(hour))
            } + (0..<24).map { Observation.sample(97, at: Double($0), channel: .oxygenSaturation) }
        let sex = sex ?? (number % 2 == 0 ? .female : .male)
        return EncounterHistory(
            id: EncounterID(rawValue: Int64(number)),
            patient: Patient(
                identifier: "P\(number)", birthDate: CivilDate(iso8601: "19\(40 + number % 40)-01-01"), sex: sex),
            encounter: Encounter(unit: unit, admitted: hour(0)), observations: observations, outcomes: [])
    }

    private func failures(
        outcomeEvery: Int = 10, recent: (Int) -> EncounterHistory
    ) -> [GateCheck] {
        var profile = NightProfile(schema: Self.schema)
        for number in 0..<600 { profile.add(Self.stay(number), isRecent: false, hasOutcome: number % 10 == 0) }
        for number in 1000..<1200 {
            profile.add(recent(number), isRecent: true, hasOutcome: number % outcomeEvery == 0)
        }
        return profile.checks().filter { $0.verdict == .failed }
    }

    @Test func `more of the same fails nothing`() {
        #expect(failures { Self.stay($0) }.isEmpty)
    }

    @Test func `another unit is seen in bins and level`() {
        let names = Set(failures { Self.stay($0) { value, _ in value / 60 } }.map(\.name))
        #expect(names.isSuperset(of: ["population stability", "level"]))
    }

    @Test func `shuffled values are seen in the steps between them alone`() {
        let failures = failures { Self.stay($0) { _, generator in 85 + 13 * generator.normal() } }
        #expect(Set(failures.map(\.name)) == ["roughness"])
        #expect(
            failures.contains { $0.subject == "heartRate" } && failures.contains { $0.subject.hasPrefix("sex male") })
    }

    @Test func `a subgroup is looked at by itself`() {
        let failures = failures { number in
            Self.stay(number) { value, _ in number % 4 == 0 ? value / 60 : value }
        }
        #expect(failures.contains { $0.subject.hasPrefix("sex female") })
        #expect(!failures.contains { $0.subject.hasPrefix("sex male") })
    }

    @Test func `a channel that is measured less often is noticed, and so is one that is new`() {
        #expect(
            failures { Self.stay($0, every: 3) }.contains { $0.name == "measured share" && $0.subject == "heartRate" })
        let new = failures { number in
            var stay = Self.stay(number)
            stay.observations += (0..<24).map {
                Observation.sample(35, at: Double($0), channel: .endTidalCarbonDioxide)
            }
            return stay
        }
        #expect(Set(new.map(\.name)) == ["measured share"])
        #expect(new.allSatisfy { $0.subject.hasSuffix(ChannelID.endTidalCarbonDioxide.rawValue) })
    }

    @Test func `prevalence and mix are compared`() {
        #expect(failures(outcomeEvery: 3) { Self.stay($0) }.contains { $0.topic == .outcome })
        #expect(failures { Self.stay($0, sex: .female) }.contains { $0.topic == .mix && $0.subject == "sex female" })
        #expect(failures { Self.stay($0, unit: "ED") }.contains { $0.topic == .mix && $0.subject == "unit ED" })
    }

    @Test func `versions that are in error, or replaced, are not counted`() {
        func shares(_ observations: [Observation]) -> Double? {
            StaySummary(.sample(1, observations), scales: [:]).channels[.heartRate]?.measuredShare
        }
        let saturation = (0..<4).map { Observation.sample(97, at: Double($0), channel: .oxygenSaturation) }
        #expect(shares(saturation + [.sample(80, at: 0), .sample(80, at: 1)]) == 0.5)
        let withdrawn = Observation.sample(80, at: 1, status: .enteredInError, issued: 5)
        #expect(shares(saturation + [.sample(80, at: 0), .sample(80, at: 1), withdrawn]) == 0.25)
        let summary = StaySummary(
            .sample(1, [.sample(80, at: 0), .sample(100, at: 0, status: .corrected, issued: 3), .sample(100, at: 1)]),
            scales: [.heartRate: Self.schema.channels[0]])
        #expect(summary.channels[.heartRate]?.level == 1 && summary.channels[.heartRate]?.roughness == 0)
    }

    @Test func `the index is that of its definition`() throws {
        var profile = NightProfile(schema: Self.schema)
        for number in 0..<60 {
            let value = number < 30 ? 60.0 : 99
            profile.add(.sample(number, [.sample(value, at: 0)]), isRecent: false, hasOutcome: false)
            profile.add(
                .sample(100 + number, [.sample(number < 15 ? 60 : 99, at: 0)]), isRecent: true, hasOutcome: false)
        }
        // Half a stay more in each of eight bins: (30.5, 30.5) of 64 before, (15.5, 45.5) of 64 after.
        let expected =
            (15.5 - 30.5) / 64 * Elementary.log(15.5 / 30.5) + (45.5 - 30.5) / 64 * Elementary.log(45.5 / 30.5)
        #expect(abs(try #require(profile.stability[.heartRate]) - expected) < 1e-12)
    }
}
