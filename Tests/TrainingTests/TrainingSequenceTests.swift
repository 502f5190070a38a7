import ClinicalDomain
import Scoring
import Testing

@testable import Training

struct TrainingSequenceTests {
    private func sequence(
        _ observations: [Observation], firstEvent: Double?, outcome: OutcomeDefinition = .deterioration
    ) -> TrainingSequence {
        TrainingSequence(
            history: .sample(1, observations), firstEvent: firstEvent.map { hour($0) }, outcome: outcome,
            extractor: FeatureExtractor(schema: ToyWard.schema), part: .training)
    }

    private func hourly(_ count: Int) -> [Observation] { (0..<count).map { .sample(80, at: Double($0) + 0.25) } }

    @Test func `a step is positive from the horizon before the event up to the event, and not asked about after it`() {
        let labels = sequence(hourly(24), firstEvent: 20).labels
        #expect(labels[7] == false && labels[8] == true && labels[20] == true && labels[21] == nil)
        #expect(labels.count { $0 == true } == 13)
    }

    @Test func `a minute moves the edges of the horizon by a step`() {
        let later = sequence(hourly(24), firstEvent: 20 + 1.0 / 60).labels
        #expect(later[8] == false && later[9] == true && later[20] == true && later[21] == nil)
        let earlier = sequence(hourly(24), firstEvent: 20 - 1.0 / 60).labels
        #expect(earlier[7] == false && earlier[8] == true && earlier[19] == true && earlier[20] == nil)
    }

    @Test func `sepsis stays positive through three hours of grace`() {
        let labels = sequence(hourly(24), firstEvent: 12, outcome: .sepsis).labels
        #expect(labels[5] == false && labels[6] == true && labels[15] == true && labels[16] == nil)
    }

    @Test func `without a horizon the whole stay before the event is positive`() {
        let labels = sequence(hourly(6), firstEvent: 3, outcome: .mortality).labels
        #expect(labels == [true, true, true, true, nil, nil])
        #expect(sequence(hourly(6), firstEvent: 300, outcome: .mortality).labels.allSatisfy { $0 == true })
    }

    @Test func `a stay without the event is negative throughout`() {
        #expect(sequence(hourly(5), firstEvent: nil).labels == Array(repeating: .some(false), count: 5))
    }

    @Test func `a gap of three days is walked through and one hour more begins anew`() {
        let through = sequence([.sample(80, at: 0), .sample(80, at: 1), .sample(80, at: 73)], firstEvent: nil)
        #expect(through.length == 74 && through.starts == [0])
        let cut = sequence([.sample(80, at: 0), .sample(80, at: 1), .sample(80, at: 74)], firstEvent: nil)
        #expect(cut.length == 3 && cut.starts == [0, 2])
    }

    @Test func `features, labels and NEWS2 have one entry for each step`() {
        let sequence = sequence(hourly(7), firstEvent: 3)
        #expect(sequence.length == 7 && sequence.news2.count == 7)
        #expect(sequence.features.count == 7 * ToyWard.schema.featureCount)
        #expect(sequence.encounterID == EncounterID(rawValue: 1))
        #expect(self.sequence([], firstEvent: nil).length == 0)
    }

    @Test func `NEWS2 beside the labels is that of the values in force, and forgets them after a day`() {
        let steps = sequence([.sample(135, at: 0), .sample(36, at: 30, channel: .bodyTemperature)], firstEvent: nil)
        // Pulse ≥ 131 scores 3, temperature 36.0 scores 1; the pulse is in force for 24 hours.
        #expect(steps.news2[0] == 3 && steps.news2[23] == 3 && steps.news2[24] == 0 && steps.news2[30] == 1)
    }
}
