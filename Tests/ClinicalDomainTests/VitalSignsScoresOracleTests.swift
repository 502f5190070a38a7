import ClinicalDomain
import Foundation
import Testing

@Suite(.enabled(if: SharedOracles.hasNEWS2, "the references of the scores are not there: set WARDWATCH_SHARED"))
struct VitalSignsScoresOracleTests {
    private struct Reference: Decodable {
        let mews: Bands
        let qsofa: Vectors
        let sirs: Vectors
        let shockIndex: Vectors

        enum CodingKeys: String, CodingKey {
            case mews = "mews_subbe_2001"
            case qsofa
            case sirs
            case shockIndex = "shock_index"
        }
    }

    private struct Bands: Decodable {
        let sbp: [[Double?]]
        let hr: [[Double?]]
        let rr: [[Double?]]
        let temp: [[Double?]]
        let avpu: [String: Int]
    }

    private struct Vectors: Decodable {
        let vectors: [Vector]
    }

    /// Vital signs by short names, and what they score.
    private struct Vector: Decodable {
        let values: [String: Double?]
        let result: Double

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            values = try container.decode([String: Double?].self)
            result = try container.decode(Double.self)
        }

        func vitalSigns() throws -> VitalSigns {
            let channels: [String: ChannelID] = [
                "rr": .respiratoryRate, "sbp": .systolicBloodPressure, "gcs": .glasgowComaScale, "hr": .heartRate,
                "temp": .bodyTemperature, "wbc": ChannelID("leukocytes"),
            ]
            var signs: [ChannelID: Double] = [:]
            for (name, value) in values { signs[try #require(channels[name], "\(name)")] = value }
            return VitalSigns(at: 0, signs)
        }
    }

    private func reference() throws -> Reference {
        let data = try Data(contentsOf: SharedOracles.news2.appendingPathComponent("other_scores.json"))
        return try JSONDecoder().decode(Reference.self, from: data)
    }

    @Test func `every charted value scores in MEWS as Subbe says, and a heart rate of 40 as the worse neighbour`()
        throws
    {
        let bands = try reference().mews
        let components: [(bands: [[Double?]], chart: [Double], points: (Double) -> Int)] = [
            (bands.sbp, (0...300).map(Double.init), MEWS.systolicPressure),
            (bands.hr, (0...300).map(Double.init), MEWS.heartRate),
            (bands.rr, (0...80).map(Double.init), MEWS.respiratoryRate),
            (bands.temp, (250...450).map { Double($0) / 10 }, MEWS.temperature),
        ]
        var undefined: [Double] = []
        for (index, component) in components.enumerated() {
            for value in component.chart {
                let holding = component.bands.filter { $0[0] ?? -.infinity <= value && value <= $0[1] ?? .infinity }
                guard let band = holding.first else {
                    undefined.append(value)
                    continue
                }
                #expect(holding.count == 1)
                #expect(try component.points(value) == Int(#require(band[2])), "component \(index), \(value)")
            }
        }
        #expect(undefined == [40])
        #expect(MEWS.heartRate(40) == MEWS.heartRate(39))
    }

    @Test func `AVPU scores in MEWS as Subbe says`() throws {
        let numbers = ["A": 0.0, "V": 2, "P": 3, "U": 4]
        let avpu = try reference().mews.avpu
        #expect(Set(avpu.keys) == Set(numbers.keys))
        for (letter, points) in avpu {
            #expect(try MEWS.consciousness(#require(numbers[letter])) == points, "\(letter)")
        }
        #expect(MEWS.consciousness(1) == avpu["A"])
    }

    @Test func `every vector of qSOFA`() throws {
        let vectors = try reference().qsofa.vectors
        #expect(vectors.count == 7)
        for vector in vectors {
            let score = try #require(QSOFA(vector.vitalSigns()))
            #expect(Double(score.total) == vector.result, "\(vector.values)")
            #expect(!score.isPartial && score.isPositive == (vector.result >= 2))
        }
    }

    @Test func `every vector of SIRS, with what is missing named`() throws {
        let vectors = try reference().sirs.vectors
        #expect(vectors.count == 2)
        for vector in vectors {
            let score = try #require(SIRS(vector.vitalSigns()))
            #expect(Double(score.total) == vector.result, "\(vector.values)")
            let hasTemperature = vector.values["temp"].flatMap(\.self) != nil
            #expect(score.missing == (hasTemperature ? [] : [.temperature]))
            #expect(score.isPositive == (vector.result >= 2))
        }
    }

    @Test func `every vector of the shock index, and none at a pressure of 0`() throws {
        let vectors = try reference().shockIndex.vectors
        #expect(vectors.count == 4)
        for vector in vectors {
            let index = try #require(ShockIndex(vector.vitalSigns()))
            #expect(abs(index.value - vector.result) < 1e-9, "\(vector.values)")
        }
        #expect(ShockIndex(heartRate: 80, systolicPressure: 0) == nil)
    }
}
