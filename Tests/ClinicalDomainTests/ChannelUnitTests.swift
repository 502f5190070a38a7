import ClinicalDomain
import Testing

@Suite struct ChannelUnitTests {
    private let table = ChannelTable.standard

    private func name(_ text: String, _ id: ChannelID) throws -> String {
        let parts = (text + "^^").split(separator: "^", omittingEmptySubsequences: false).map(String.init)
        let term = CodedTerm(code: parts[0], text: parts[1], system: parts[2])
        switch table.unit(term, of: try #require(table[id])) {
        case .unit(let unit): return unit
        case .conflict(let expected): return expected.isEmpty ? "" : "conflict"
        case .unknown: return "unknown"
        }
    }

    @Test func `no unit stands twice, and some channel accepts each`() {
        let keys = table.units.map { "\($0.system)^\($0.code)^\($0.needsName ? $0.names[0] : "")" }
        #expect(Set(keys).count == keys.count)
        for row in table.units {
            #expect(table.channels.contains { $0.accepts(unit: row.unit) }, "\(row)")
            #expect(row.code != row.unit)
        }
    }

    @Test func `every unit that a channel accepts is accepted under its own name`() throws {
        for channel in table.channels {
            for unit in channel.acceptedUnits {
                #expect(table.unit(CodedTerm(code: unit), of: channel) == .unit(unit), "\(channel.id) \(unit)")
                let ucum = CodedTerm(code: unit, text: unit, system: "http://unitsofmeasure.org")
                #expect(table.unit(ucum, of: channel) == .unit(unit))
            }
        }
    }

    @Test(arguments: [
        ("bpm", ChannelID.heartRate, "/min"), ("1/min", .heartRate, "/min"), ("{beats}/min^^UCUM", .heartRate, "/min"),
        ("rpm", .respiratoryRate, "/min"), ("{breaths}/min", .respiratoryRate, "/min"),
        ("mmHg", .systolicBloodPressure, "mm[Hg]"), ("mmHg^mm[Hg]^UCUM", .systolicBloodPressure, "mm[Hg]"),
        ("mm Hg", .systolicBloodPressure, "mm[Hg]"), ("kPa", .endTidalCarbonDioxide, "kPa"),
        ("265987^MDC_DIM_KILO_PASCAL^MDC", .endTidalCarbonDioxide, "kPa"), ("C", .bodyTemperature, "Cel"),
        ("°C", .bodyTemperature, "Cel"), ("268192^^MDC", .bodyTemperature, "Cel"),
        ("266560^MDC_DIM_FAHR^MDC", .bodyTemperature, "[degF]"),
        ("268160^MDC_DIM_FAHR^MDC", .bodyTemperature, "[degF]"),
        ("268224^MDC_DIM_FAHR^MDC", .bodyTemperature, "[degF]"), ("0004-1140^°F^MDIL", .bodyTemperature, "[degF]"),
        ("0004-17A0^°C^mdil", .bodyTemperature, "Cel"), ("MDC_DIM_DEGC^^MDC", .bodyTemperature, "Cel"),
        ("%^%^UCUM", .oxygenSaturation, "%"), ("0004-0220^%^MDIL", .oxygenSaturation, "%"),
        ("/min^/min^MDC", .heartRate, "/min"), ("cm^centimeter^UCUM", ChannelID("bodyHeight"), "cm"),
        ("^mmHg", .systolicBloodPressure, "mm[Hg]"), ("mg/dl", ChannelID("glucose"), "mg/dL"),
        ("l/min", .supplementalOxygen, "L/min"), ("262656^MDC_DIM_DIMLESS^MDC", .glasgowComaScale, "1"),
        ("mmHg^^LOCAL", .systolicBloodPressure, "mm[Hg]"),
    ])
    func `units are understood as senders write them`(unit: String, id: ChannelID, expected: String) throws {
        #expect(try name(unit, id) == expected)
    }

    @Test(arguments: [
        ("0004-0aa0^%^MDIL", ChannelID.oxygenSaturation), ("1^MDC_DIM_BEAT_PER_MIN^MDC", .heartRate),
        ("262688^MDC_DIM_MMHG^MDC", .oxygenSaturation), ("268192^°F^MDC", .bodyTemperature),
        ("268192^MDC_DIM_NO_SUCH^MDC", .bodyTemperature), ("Cel^[degF]^UCUM", .bodyTemperature),
        ("9999-9999^%^MDIL", .oxygenSaturation), ("1^%^UCUM", .inspiredOxygen),
        ("268160^°C^MDC", .bodyTemperature), ("mmHg^kPa^UCUM", .systolicBloodPressure),
    ])
    func `a unit and a text that disagree are in conflict`(unit: String, id: ChannelID) throws {
        #expect(try name(unit, id) == "conflict")
    }

    @Test(arguments: [
        ("", ChannelID.heartRate), ("Hz", .heartRate), ("BPM", .heartRate), ("K", .bodyTemperature),
        ("mmHg", .heartRate), ("/min", .oxygenSaturation), ("268160^^MDC", .bodyTemperature),
        ("266418^MDC_DIM_MILLI_VOLT^MDC", .oxygenSaturation), ("x^x^x", .oxygenSaturation), ("C", .heartRate),
        ("264864^MDC_DIM_BEAT_PER_MIN^MDC", .oxygenSaturation), ("x^mmHg^LOCAL", .systolicBloodPressure),
    ])
    func `a unit that is missing, unknown or another channel's is none`(unit: String, id: ChannelID) throws {
        #expect(try name(unit, id) == "unknown")
    }
}
