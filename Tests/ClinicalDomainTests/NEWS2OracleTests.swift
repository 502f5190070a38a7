import ClinicalDomain
import Foundation
import Testing

@Suite(.enabled(if: SharedOracles.hasNEWS2, "the NEWS2 references are not there: set WARDWATCH_SHARED"))
struct NEWS2OracleTests {
    private struct Reference: Decodable {
        let bands: [String: [[Double?]]]
    }

    private func points(_ component: String, _ value: Double) throws -> Int? {
        switch component {
        case "rr": NEWS2.respiratoryRate(value)
        case "spo2_scale1": NEWS2.saturationScale1(value)
        case "spo2_scale2_air": NEWS2.saturationScale2(value, onOxygen: false)
        case "spo2_scale2_oxygen": NEWS2.saturationScale2(value, onOxygen: true)
        case "sbp": NEWS2.systolicPressure(value)
        case "hr": NEWS2.pulse(value)
        case "temp": NEWS2.temperature(value)
        default: throw UnknownComponent(name: component)
        }
    }

    private struct UnknownComponent: Error {
        let name: String
    }

    @Test func `every value of the component grid scores as the Royal College says`() throws {
        let data = try Data(contentsOf: SharedOracles.news2.appendingPathComponent("rcp_component_grid.json"))
        let grid = try JSONDecoder().decode([String: [[Double]]].self, from: data)
        var count = 0
        for (component, rows) in grid {
            for row in rows {
                #expect(try points(component, row[0]) == Int(row[1]), "\(component) \(row[0])")
                count += 1
            }
        }
        #expect(grid.count == 7)
        #expect(count == 81 + 3 * 101 + 2 * 301 + 201)
    }

    @Test func `both ends of every band and their neighbours score as the Royal College says`() throws {
        let data = try Data(contentsOf: SharedOracles.news2.appendingPathComponent("rcp_news2_reference.json"))
        let reference = try JSONDecoder().decode(Reference.self, from: data)
        #expect(reference.bands.count == 7)
        for (component, bands) in reference.bands {
            let step = component == "temp" ? 0.1 : 1
            for (index, band) in bands.enumerated() {
                let expected = try Int(#require(band[2]))
                if let low = band[0] {
                    #expect(try points(component, low) == expected)
                    // Half a unit below the band is rounded up into it, anything less belongs to the band below.
                    #expect(try points(component, low - step / 2) == expected, "\(component) \(low)")
                    let below = try Int(#require(bands[index - 1][2]))
                    #expect(try points(component, low - step * 0.51) == below, "\(component) \(low)")
                }
                if let high = band[1] {
                    #expect(try points(component, high) == expected)
                    #expect(try points(component, high + step * 0.49) == expected, "\(component) \(high)")
                    let above = try Int(#require(bands[index + 1][2]))
                    #expect(try points(component, high + step) == above, "\(component) \(high)")
                }
            }
        }
    }
}
