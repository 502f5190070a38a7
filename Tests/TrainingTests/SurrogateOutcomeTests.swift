import ClinicalDomain
import Testing
import Training

struct SurrogateOutcomeTests {
    /// Pulse 3, respiratory rate 3: six points; a saturation of 95 % adds one.
    private let six: [Observation] = [
        .sample(80, at: 0), .sample(135, at: 2), .sample(30, at: 2, channel: .respiratoryRate),
        .sample(97, at: 2, channel: .oxygenSaturation),
    ]

    @Test func `NEWS2 of 6 is no event and of 7 is one, at the start of its hour`() {
        #expect(SurrogateOutcome.firstEvent(in: .sample(1, six)) == nil)
        let seven = six + [.sample(95, at: 5.5, channel: .oxygenSaturation)]
        #expect(SurrogateOutcome.firstEvent(in: .sample(1, seven)) == hour(5))
    }

    @Test func `the first of several counts, whatever the order of the observations`() {
        let observations =
            six + [.sample(95, at: 5.5, channel: .oxygenSaturation), .sample(94, at: 9, channel: .oxygenSaturation)]
        #expect(SurrogateOutcome.firstEvent(in: .sample(1, observations.reversed())) == hour(5))
    }

    @Test func `a value that was taken back is no event`() {
        let observations =
            six + [
                .sample(95, at: 5.5, channel: .oxygenSaturation),
                .sample(0, at: 5.5, channel: .oxygenSaturation, status: .enteredInError, issued: 7),
            ]
        #expect(SurrogateOutcome.firstEvent(in: .sample(1, observations)) == nil)
        #expect(SurrogateOutcome.firstEvent(in: .sample(1, [])) == nil)
    }

    @Test func `its definition says what it is and keeps the horizon`() {
        let definition = SurrogateOutcome.definition(replacing: .deterioration)
        #expect(definition.name == "deterioration-surrogate" && definition.horizonHours == 12)
        #expect(definition.events != OutcomeDefinition.deterioration.events && definition.graceHours == 0)
        #expect(SurrogateOutcome.definition(replacing: .mortality).horizonHours == 12)
    }
}
