import ClinicalDomain
import Simulation
import Testing

@Suite struct EventOrderTests {
    static let wards = [
        WardSimulation(configuration: .history(patients: 200, seed: 11)),
        WardSimulation(
            configuration: .ward(
                beds: 24, seed: 12, start: Instant(millisecondsSince1970: 1_767_268_800_000), hours: 36)),
    ]

    @Test(arguments: wards) func `events come in the order of sending`(ward: WardSimulation) {
        var last: Instant?
        var count = 0
        for event in ward.events() {
            if let last { #expect(last <= event.at) }
            last = event.at
            count += 1
        }
        #expect(count == ward.patients().reduce(0) { $0 + $1.events.count })
    }

    @Test(arguments: wards) func `the merge holds every event of every patient once`(ward: WardSimulation) {
        let byPatient = Dictionary(grouping: ward.events(), by: \.subject.patient.identifier)
        #expect(byPatient.count == ward.configuration.patients)
        for patient in ward.patients() { #expect(byPatient[patient.patient.identifier] == patient.events) }
    }

    @Test(arguments: wards) func `nothing is sent before it is true`(ward: WardSimulation) {
        for event in ward.events() {
            for observation in event.observations {
                #expect(observation.issued == event.at)
                #expect(observation.key.effective < observation.issued)
            }
            for outcome in event.outcomes { #expect(outcome.at <= event.at) }
            if let discharged = event.subject.encounter.discharged { #expect(discharged <= event.at) }
        }
    }

    @Test(arguments: wards) func `charting lies within the stay`(ward: WardSimulation) throws {
        for patient in ward.patients() {
            let admitted = try #require(patient.encounter.admitted)
            #expect(patient.groundTruth.absences.allSatisfy { $0.lowerBound >= admitted })
            let end = ward.configuration.start.advanced(byHours: ward.configuration.durationHours)
            for observation in patient.observations {
                #expect(observation.key.effective >= admitted)
                #expect(observation.key.effective >= ward.configuration.start)
                #expect(observation.key.effective <= patient.encounter.discharged ?? end)
            }
        }
    }

    @Test func `a discharge is sent once, as the first event that names it`() throws {
        for patient in Self.wards[0].patients() {
            let discharged = try #require(patient.encounter.discharged)
            let first = try #require(patient.events.first { $0.subject.encounter.discharged != nil })
            #expect(first.at == discharged)
            #expect(first.observations.isEmpty)
        }
    }

    @Test func `a bed holds one patient at a time`() throws {
        let byBed = Dictionary(grouping: Self.wards[0].patients()) { $0.encounter.unit + $0.encounter.bed }
        #expect(byBed.count == 60)
        for stays in byBed.values {
            for (earlier, later) in zip(stays, stays.dropFirst()) {
                #expect(try #require(earlier.encounter.discharged) <= #require(later.encounter.admitted))
            }
        }
    }

    @Test func `patients of the ward preset stay in bed unless an adverse event takes them away`() {
        for patient in Self.wards[1].patients() {
            let event = patient.outcomes.first { $0.name != "sepsis" }
            #expect(patient.encounter.discharged == event?.at)
        }
    }

    @Test func `a history ends where its duration says`() throws {
        let ward = Self.wards[0]
        let last = try #require(ward.patients().compactMap(\.encounter.discharged).max())
        #expect(last <= ward.configuration.start.advanced(byHours: ward.configuration.durationHours))
        #expect(ward.configuration.durationHours == 4 * 126)
    }

    @Test func `a ward without patients sends nothing`() {
        let ward = WardSimulation(configuration: .history(patients: 0, seed: 1))
        #expect(Array(ward.events()).isEmpty)
        #expect(Array(ward.patients()).isEmpty)
    }
}
