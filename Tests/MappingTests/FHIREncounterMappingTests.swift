import ClinicalDomain
import FHIR
import Mapping
import Testing

struct FHIREncounterMappingTests {
    private let mapping = FHIRMapping()
    private let patient = Patient(identifier: "HOSP:4711")

    private func map(_ status: String, _ members: String = "", previous: String? = nil) throws -> [Delivery] {
        let start = #"{"resourceType":"Encounter","id":"e1","class":{"code":"IMP"},"status":"#
        let json = try resource("\(start)\"\(status)\"\(members.isEmpty ? "" : "," + members)}")
        return mapping.encounter(
            json, replacing: try previous.map { try resource("\(start)\"\($0)\"}") }, patient: patient,
            message: fhirMessage)
    }

    private static let period = #""period":{"start":"2026-06-14T08:00:00Z","end":"2026-06-15T10:00:00Z"}"#

    @Test(
        arguments: [
            ("planned", [StayEvent.preadmit]), ("arrived", [.admit]), ("triaged", [.admit]),
            ("in-progress", [.admit]), ("onleave", [.admit]), ("finished", [.admit, .discharge]),
            ("cancelled", [.cancelAdmission]), ("entered-in-error", [.cancelAdmission]), ("unknown", [.person]),
        ])
    func `the status says what happened to the stay`(status: String, events: [StayEvent]) throws {
        #expect(try map(status).map(\.stayEvent) == events)
    }

    @Test func `a stay that is finished has a beginning and an end`() throws {
        let deliveries = try map("finished", Self.period + #","identifier":[{"system":"s","value":"V-17"}]"#)
        let (admitted, discharged) = (try instant("2026-06-14T08:00:00Z"), try instant("2026-06-15T10:00:00Z"))
        #expect(deliveries.map(\.eventTime) == [admitted, discharged])
        let stays = deliveries.compactMap(\.subject?.encounter)
        #expect(stays.map(\.visitNumber) == ["V-17", "V-17"])
        #expect(stays.map(\.admitted) == [admitted, admitted])
        #expect(stays.map(\.discharged) == [nil, discharged])
        #expect(deliveries.allSatisfy { $0.subject?.patient == patient })
    }

    @Test func `a stay is known by the value of its identifier, else by its id`() throws {
        #expect(try map("arrived").first?.subject?.encounter.visitNumber == "e1")
    }

    @Test func `the end of a stay in progress does not end it, and a planned one has not begun`() throws {
        #expect(try map("in-progress", Self.period).compactMap(\.subject?.encounter.discharged).isEmpty)
        let planned = try #require(try map("planned", Self.period).first)
        #expect(planned.subject?.encounter.admitted == nil)
        #expect(planned.eventTime == (try instant("2026-06-14T08:00:00Z")))
    }

    @Test func `a stay that is open again had its end undone`() throws {
        #expect(try map("in-progress", previous: "finished").map(\.stayEvent) == [.cancelDischarge, .admit])
        #expect(try map("finished", previous: "finished").map(\.stayEvent) == [.admit, .discharge])
        #expect(try map("in-progress", previous: "in-progress").map(\.stayEvent) == [.admit])
    }

    /// A location as JSON.
    private func location(_ name: String, type: String? = nil, status: String = "active", start: String? = nil)
        -> String
    {
        let kind = type.map { #","physicalType":{"coding":[{"code":"\#($0)"}]}"# } ?? ""
        let period = start.map { #","period":{"start":"\#($0)"}"# } ?? ""
        return #"{"location":{"display":"\#(name)"},"status":"\#(status)"\#(kind)\#(period)}"#
    }

    private func located(_ locations: String...) throws -> [Delivery] {
        try map(
            "in-progress",
            #""period":{"start":"2026-06-14T08:00:00Z"},"location":["# + locations.joined(separator: ",") + "]")
    }

    @Test func `ward, room and bed that begin together are one place`() throws {
        let deliveries = try located(
            location("B2", type: "bd"), location("12", type: "ro"), location("WEST", type: "wa"))
        #expect(deliveries.map(\.stayEvent) == [.admit])
        #expect(deliveries.first?.subject?.encounter.unit == "WEST")
        #expect(deliveries.first?.subject?.encounter.bed == "12-B2")
    }

    @Test func `every later place is a move, in the order of the times`() throws {
        let deliveries = try located(
            location("ICU", start: "2026-06-15T09:00:00Z"), location("WEST", start: "2026-06-14T08:00:00Z"),
            location("EAST", status: "planned", start: "2026-06-15T11:00:00Z"))
        #expect(deliveries.map(\.stayEvent) == [.admit, .transfer])
        #expect(deliveries.compactMap(\.subject?.encounter.unit) == ["WEST", "ICU"])
        #expect(
            deliveries.map(\.eventTime) == [try instant("2026-06-14T08:00:00Z"), try instant("2026-06-15T09:00:00Z")])
        #expect(Set(deliveries.map(\.message.identity)).count == 2)
        #expect(deliveries.map(\.message.body) == [[1], []])
        #expect(deliveries.allSatisfy { $0.message.identity.count == 32 })
    }

    @Test func `the same place again is no move`() throws {
        let deliveries = try located(
            location("WEST", start: "2026-06-14T08:00:00Z"), location("WEST", start: "2026-06-15T08:00:00Z"))
        #expect(deliveries.map(\.stayEvent) == [.admit])
    }

    private static let died =
        #""hospitalization":{"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"exp"}]}}"#

    @Test func `a stay that ended with death is an outcome at its end`() throws {
        let deliveries = try map("finished", Self.period + "," + Self.died)
        #expect(
            deliveries.flatMap(\.outcomes) == [OutcomeEvent(name: "death", at: try instant("2026-06-15T10:00:00Z"))])
        #expect(deliveries.last?.outcomes.count == 1)
        let billing = Self.died.replacing(
            "http://terminology.hl7.org/CodeSystem/discharge-disposition",
            with: "https://www.nubc.org/CodeSystem/PatDischargeStatus")
        #expect(
            try map("finished", Self.period + "," + billing.replacing("exp", with: "41")).flatMap(\.outcomes).count == 1
        )
        #expect(
            try map("finished", Self.period + "," + billing.replacing("exp", with: "01")).flatMap(\.outcomes).isEmpty)
        #expect(try map("in-progress", Self.period + "," + Self.died).flatMap(\.outcomes).isEmpty)
    }

    @Test func `a death without a time goes to quarantine`() throws {
        let deliveries = try map("finished", Self.died)
        #expect(deliveries.flatMap(\.outcomes).isEmpty)
        #expect(deliveries.flatMap(\.quarantine).map(\.place) == ["Encounter.period.end"])
    }

    @Test func `a stay without a patient, or one that means something else, goes to quarantine`() throws {
        let json = try resource(#"{"resourceType":"Encounter","status":"arrived","class":{"code":"IMP"}}"#)
        let missing = mapping.encounter(json, patient: nil, message: fhirMessage)
        #expect(missing.flatMap(\.quarantine).map(\.reason) == [.missingPatient] && missing.first?.subject == nil)
        let modified = try map("arrived", #""modifierExtension":[{"url":"http://not","valueBoolean":true}]"#)
        #expect(modified.flatMap(\.quarantine).map(\.reason) == [.unsupported] && modified.first?.subject == nil)
    }

    @Test func `the stay as it is now is that of the last event`() throws {
        let json = try resource(
            #"{"resourceType":"Encounter","status":"finished","class":{"code":"IMP"},"identifier":[{"value":"V"}],"period":{"start":"2026-06-14T08:00:00Z","end":"2026-06-15T10:00:00Z"},"location":[{"location":{"display":"WEST"}}]}"#
        )
        let last = mapping.encounter(json, patient: patient, message: fhirMessage).last
        #expect(mapping.encounter(of: json) == last?.subject?.encounter)
    }
}
