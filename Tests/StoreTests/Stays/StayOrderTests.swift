import ClinicalDomain
import Testing

@testable import Store

/// What is known in the end does not depend on the order of arrival.
@Suite struct StayOrderTests {
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let deliveries: [Delivery]

        init(_ name: String, _ deliveries: Delivery...) { (testDescription, self.deliveries) = (name, deliveries) }
    }

    static let stories: [Story] = [
        Story(
            "a stay from admission to discharge", .adt(.admit, at: 1, unit: "ED", bed: "1", admitted: 0.5),
            .adt(.transfer, at: 3, unit: "ICU", bed: "2"), .values(at: 4, visit: "V1", unit: "ED", bed: "1"),
            .adt(.transfer, at: 5, unit: "WARD", bed: "3"), .adt(.discharge, at: 8)),
        Story(
            "a transfer that was cancelled", .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .adt(.transfer, at: 2, unit: "WARD"), .adt(.transfer, at: 3, unit: "ICU"),
            .adt(.cancelTransfer, at: 4, unit: "WARD"), .adt(.transfer, at: 5, unit: "CCU")),
        Story(
            "a discharge with a death that was cancelled", .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .adt(.discharge, at: 2, outcomes: [OutcomeEvent(name: "death", at: hour(2))]),
            .adt(.cancelDischarge, at: 3), .adt(.discharge, at: 4), .values(at: 5, visit: "V1")),
        Story(
            "an admission that was cancelled and made again", .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .adt(.transfer, at: 2, unit: "ICU"), .adt(.cancelAdmission, at: 3),
            .adt(.admit, at: 4, unit: "WARD", admitted: 4)),
        Story(
            "an admission that was cancelled", .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .values(at: 2, visit: "V1"), .adt(.cancelAdmission, at: 3)),
        Story(
            "an announced stay", .adt(.preadmit, at: 1, unit: "WARD"), .adt(.admit, at: 4, unit: "ED", admitted: 4),
            .adt(.update, at: 5, bed: "2"), .adt(.discharge, at: 7)),
        Story(
            "a readmission under the same number", .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .adt(.discharge, at: 3), .adt(.admit, at: 5, unit: "WARD", admitted: 5), .adt(.discharge, at: 6)),
        Story(
            "a monitor that knows no visit number", .values(at: 0.5), .adt(.admit, at: 1, unit: "ED", admitted: 1),
            .values(at: 2, 3), .adt(.discharge, at: 4), .values(at: 5)),
        Story(
            "a monitor and two stays", .adt(.admit, at: 1, visit: "V1", admitted: 1),
            .adt(.discharge, at: 4, visit: "V1"), .values(at: 3, 5, 11, 40),
            .adt(.admit, at: 12, visit: "V2", admitted: 12), .values(at: 13)),
        Story(
            "a monitor that was there a day before", .values(at: 0), .values(at: 1),
            .adt(.admit, at: 25, unit: "ED", admitted: 25), .values(at: 26)),
        Story(
            "a visit to the emergency department that nobody closed", .adt(.admit, at: 1, visit: "E", admitted: 1),
            .values(at: 2), .adt(.admit, at: 3, visit: "V1", admitted: 3), .values(at: 4), .values(at: 1.5)),
        Story(
            "a patient whom only devices place", .values(at: 1, unit: "ED", bed: "1"),
            .values(at: 2, unit: "ED", bed: "2"), .values(at: 3, unit: "ED", bed: "1")),
        Story(
            "a patient who turned out to be another", .adt(.admit, at: 1, patient: "P2", admitted: 1),
            .values(at: 2, patient: "P2"), .adt(.merge, at: 3, visit: "", merging: ["P2"]), .values(at: 4)),
        Story(
            "implicit stays that turned out to be one", .values(at: 1, patient: "P2"), .values(at: 2),
            .adt(.merge, at: 3, visit: "", merging: ["P2"]), .values(at: 2, 4, patient: "P2")),
        Story(
            "a chain of merges", .values(at: 1, patient: "P3"), .adt(.merge, at: 2, patient: "P2", merging: ["P3"]),
            .adt(.merge, at: 3, merging: ["P2"]), .values(at: 4, patient: "P2")),
    ]

    @Test(arguments: stories) func `any order of arrival gives the same`(_ story: Story) async throws {
        let expected = try await known(after: story.deliveries)
        for order in story.deliveries.permutations.dropFirst() {
            let found = try await known(after: order)
            guard found != expected else { continue }
            Issue.record(
                "\(order.map { String(decoding: $0.message.identity, as: UTF8.self) }): \(found), not \(expected)")
            return
        }
    }

    @Test func `the stories end as they should`() async throws {
        func ending(_ name: String) async throws -> [KnownStay] {
            let story = try #require(StayOrderTests.stories.first { $0.testDescription == name })
            return try await known(after: story.deliveries)
        }
        let stay = try await ending("a stay from admission to discharge")[0]
        #expect(stay.locations == ["ED 1 from 0.5 to 3.0", "ICU 2 from 3.0 to 5.0", "WARD 3 from 5.0 to 8.0"])
        #expect(stay.outcomes == ["icu-transfer at 3.0"] && stay.times == [4])
        #expect(try await ending("a transfer that was cancelled")[0].outcomes == ["icu-transfer at 5.0"])
        let discharged = try await ending("a discharge with a death that was cancelled")[0]
        #expect(discharged.discharged == 4 && discharged.outcomes == [])
        let again = try await ending("an admission that was cancelled and made again")[0]
        #expect(again.state == "begun" && again.admitted == 4 && again.outcomes == [])
        #expect(try await ending("an admission that was cancelled").map(\.state) == ["cancelled"])
        #expect(try await ending("a monitor that knows no visit number").map(\.times) == [[0.5, 2, 3, 5]])
        let two = try await ending("a monitor and two stays")
        #expect(two.map(\.visit) == ["V1", "V2"] && two.map(\.times) == [[3, 5], [11, 13, 40]])
        let before = try await ending("a monitor that was there a day before")
        #expect(before.map(\.visit) == ["", "V1"] && before.map(\.times) == [[0, 1], [26]])
        #expect(
            try await ending("a visit to the emergency department that nobody closed").map(\.times)
                == [[1.5, 2], [4]])
        #expect(
            try await ending("a patient whom only devices place")[0].locations
                == ["ED 1 from 1.0 to 2.0", "ED 2 from 2.0 to 3.0", "ED 1 from 3.0"])
        let one = try await ending("a patient who turned out to be another")
        #expect(one.map(\.patient) == ["P1"] && one.map(\.times) == [[2, 4]])
        #expect(try await ending("implicit stays that turned out to be one").map(\.times) == [[1, 2, 4]])
        #expect(try await ending("a chain of merges").map(\.times) == [[1, 4]])
    }
}
