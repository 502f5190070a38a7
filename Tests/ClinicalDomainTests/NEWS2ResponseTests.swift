import ClinicalDomain
import Foundation
import Testing

@Suite struct NEWS2ResponseTests {
    /// A score of given points, through its stored form.
    private func score(_ points: [NEWS2.Parameter: Int]) throws -> NEWS2 {
        let named = Dictionary(uniqueKeysWithValues: points.map { ($0.key.rawValue, $0.value) })
        return try JSONDecoder().decode(NEWS2.self, from: JSONEncoder().encode(named))
    }

    /// A score of a total without a 3 in any parameter, as far as 2 in each of seven goes.
    private func score(total: Int) throws -> NEWS2 {
        var rest = total
        var points: [NEWS2.Parameter: Int] = [:]
        for parameter in NEWS2.Parameter.allCases {
            points[parameter] = min(rest, 2)
            rest -= min(rest, 2)
        }
        return try score(points)
    }

    @Test(arguments: [
        (0, NEWS2.Response.routine), (1, .wardBased), (4, .wardBased), (5, .urgent), (6, .urgent), (7, .emergency),
        (14, .emergency),
    ])
    func `the total decides, on both sides of every threshold`(total: Int, response: NEWS2.Response) throws {
        #expect(try score(total: total).response == response)
    }

    @Test(arguments: NEWS2.Parameter.allCases)
    func `a 3 in one parameter is urgent by itself, and no more than that`(parameter: NEWS2.Parameter) throws {
        #expect(try score([parameter: 3]).response == .urgentWardBased)
        let other: NEWS2.Parameter = parameter == .pulse ? .temperature : .pulse
        #expect(try score([parameter: 3, other: 1]).response == .urgentWardBased)
        #expect(try score([parameter: 3, other: 2]).response == .urgent)
    }

    @Test func `a point more never makes the response less urgent`() throws {
        for total in 0..<14 {
            #expect(try score(total: total).response <= score(total: total + 1).response)
        }
        #expect(NEWS2.Response.allCases == NEWS2.Response.allCases.sorted())
    }

    private struct Reference: Decodable {
        let response: [String: String]
    }

    @Test(.enabled(if: SharedOracles.hasNEWS2, "the NEWS2 references are not there: set WARDWATCH_SHARED"))
    func `every trigger of the Royal College has its response and its frequency`() throws {
        let data = try Data(contentsOf: SharedOracles.news2.appendingPathComponent("rcp_news2_reference.json"))
        let reference = try JSONDecoder().decode(Reference.self, from: data).response
        let triggers: [String: [NEWS2]] = try [
            "0": [score(total: 0)], "1-4": (1...4).map(score(total:)), "3 in one parameter": [score([.pulse: 3])],
            "5-6": (5...6).map(score(total:)), ">=7": (7...14).map(score(total:)),
        ]
        #expect(Set(reference.keys) == Set(triggers.keys))
        for (trigger, text) in reference {
            for score in try #require(triggers[trigger]) {
                let response = score.response
                let hours = response.hoursBetweenObservations
                let frequency =
                    switch hours {
                    case nil: "continuous"
                    case 1...1: "min hourly"
                    case .some(let hours) where hours.count == 1: "min \(hours.lowerBound)-hourly"
                    case .some(let hours): "min \(hours.lowerBound)-\(hours.upperBound)-hourly"
                    }
                let urgency: String? =
                    switch response {
                    case .routine, .wardBased: nil
                    case .urgentWardBased: "urgent ward-based"
                    case .urgent: "urgent"
                    case .emergency: "emergency"
                    }
                #expect([frequency, urgency].compactMap(\.self).joined(separator: ", ") == text, "\(trigger)")
            }
        }
    }
}
