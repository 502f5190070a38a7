import ClinicalDomain
import Testing

@Suite struct OutcomeTests {
    private let event = Instant(millisecondsSince1970: 1_795_392_000_000)

    private func label(_ definition: OutcomeDefinition, _ milliseconds: Int64) -> Bool? {
        let time = Instant(millisecondsSince1970: event.millisecondsSince1970 + milliseconds)
        return definition.label(at: time, firstEvent: event)
    }

    private let hour: Int64 = 3_600_000

    @Test func `deterioration is positive from twelve hours before the event until the event`() {
        let definition = OutcomeDefinition.deterioration
        #expect(label(definition, -12 * hour - 1) == false)
        #expect(label(definition, -12 * hour) == true)
        #expect(label(definition, -1) == true)
        #expect(label(definition, 0) == true)
        #expect(label(definition, 1) == nil)
    }

    @Test func `sepsis is positive from six hours before until three hours after onset`() {
        let definition = OutcomeDefinition.sepsis
        #expect(label(definition, -6 * hour - 1) == false)
        #expect(label(definition, -6 * hour) == true)
        #expect(label(definition, 3 * hour) == true)
        #expect(label(definition, 3 * hour + 1) == nil)
    }

    @Test func `mortality is positive for the whole stay until death`() {
        let definition = OutcomeDefinition.mortality
        #expect(label(definition, -1000 * hour) == true)
        #expect(label(definition, 0) == true)
        #expect(label(definition, 1) == nil)
    }

    @Test func `without an event every step is negative`() {
        for definition in OutcomeDefinition.standard { #expect(definition.label(at: event, firstEvent: nil) == false) }
    }

    @Test func `the first event that counts is the earliest of those named, in any order`() {
        let events = [
            OutcomeEvent(name: "death", at: event.advanced(byHours: 5)),
            OutcomeEvent(name: "icu-transfer", at: event.advanced(byHours: 2)),
            OutcomeEvent(name: "sepsis", at: event),
        ]
        #expect(OutcomeDefinition.deterioration.firstEvent(in: events) == event.advanced(byHours: 2))
        #expect(OutcomeDefinition.deterioration.firstEvent(in: events.reversed()) == event.advanced(byHours: 2))
        #expect(OutcomeDefinition.sepsis.firstEvent(in: events) == event)
        #expect(OutcomeDefinition.mortality.firstEvent(in: events) == event.advanced(byHours: 5))
        #expect(OutcomeDefinition.mortality.firstEvent(in: []) == nil)
    }

    @Test func `the standard definitions have different names`() {
        #expect(OutcomeDefinition.standard.map(\.name) == ["deterioration", "sepsis", "mortality"])
    }
}
