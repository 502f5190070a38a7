import ClinicalDomain
import Mapping
import Testing

@Suite struct ValueMappingTests {
    private let values = ValueMapping()

    private func map(
        _ channel: ChannelID, _ text: String, _ unit: CodedTerm
    ) throws -> Result<ValueMapping.CanonicalValue, Refusal> {
        values.canonicalValue(
            of: try #require(ChannelTable.standard[channel]), text: text, unit: unit, place: "OBX-5", unitPlace: "OBX-6"
        )
    }

    private func refusal(_ channel: ChannelID, _ text: String, _ unit: CodedTerm) throws -> QuarantineEntry? {
        guard case .failure(let refusal) = try map(channel, text, unit) else { return nil }
        return refusal.entry
    }

    @Test(arguments: [
        ("35,2", 35.2), ("36,85", 36.85), (" 37,0 ", 37), ("+36,6", 36.6), ("36.6", 36.6), ("37", 37), ("3.7e1", 37),
    ])
    func `one comma with one or two digits after it is a decimal comma`(text: String, expected: Double) throws {
        let value = try map(.bodyTemperature, text, CodedTerm(code: "Cel")).get()
        #expect(value.value == expected)
        #expect(value.original.isEmpty == !text.contains(","), "what arrived is kept where it differs")
    }

    @Test(arguments: [
        "1,234", "35,", ",5", "1,2,3", "1.234,5", "35,2e1", "35,-2", "35 ,2", "-,5", "35;2", "", "--", "?", "NaN",
        "inf",
        "0x24", "36.8 C", "1e999", "٣٦",
    ])
    func `what may be two numbers or none is refused`(text: String) throws {
        let entry = try refusal(.bodyTemperature, text, CodedTerm(code: "Cel"))
        #expect(entry?.reason == .notNumeric)
        #expect(entry?.place == "OBX-5")
        #expect(entry?.hint.isEmpty == false)
    }

    @Test(arguments: [">41.0", "<0.10", "<=35", "≥40", ">^90"])
    func `a bound is refused and the hint says why`(text: String) throws {
        let entry = try #require(try refusal(.bodyTemperature, text, CodedTerm(code: "Cel")))
        #expect(entry.reason == .notNumeric)
        #expect(entry.hint.contains("bound"))
    }

    @Test(arguments: [
        (ChannelID.heartRate, "-999", "/min"), (.heartRate, "-100", "/min"), (.heartRate, "-1", "/min"),
        (.oxygenSaturation, "8388607", "%"), (.oxygenSaturation, "8388607.0", "%"), (.bodyTemperature, "9999", "Cel"),
        (.bodyTemperature, "-100", "[degF]"), (.heartRate, "2047", "/min"), (.heartRate, "-999", ""),
        (.glasgowComaScale, "-1", ""),
    ])
    func `a sentinel is not available, with or without a unit`(id: ChannelID, text: String, unit: String) throws {
        let entry = try refusal(id, text, CodedTerm(code: unit))
        #expect(entry?.reason == .notAvailable)
        #expect(entry?.place == "OBX-5")
    }

    @Test func `a sentinel that is a plausible value of the channel is a value`() throws {
        #expect(try map(ChannelID("baseExcess"), "-1", CodedTerm(code: "mmol/L")).get().value == -1)
        #expect(try map(ChannelID("urineOutput"), "9999", CodedTerm(code: "mL")).get().value == 9999)
        #expect(try refusal(.heartRate, "-999.1", CodedTerm(code: "/min"))?.reason == .implausible, "compared exactly")
        #expect(try refusal(.heartRate, "-2", CodedTerm(code: "/min"))?.reason == .implausible)
    }

    @Test func `a sentinel of a site counts for its channel alone`() throws {
        var rows = SiteRows()
        rows.sentinels = [SentinelRow(0, channel: .heartRate)]
        let site = ValueMapping(channels: try ChannelTable.standard.adding(rows))
        let reasons = try [ChannelID.heartRate, .respiratoryRate].map { id -> QuarantineEntry.Reason? in
            let mapped = site.canonicalValue(
                of: try #require(ChannelTable.standard[id]), text: "0", unit: "/min", place: "", unitPlace: "")
            guard case .failure(let refusal) = mapped else { return nil }
            return refusal.entry.reason
        }
        #expect(reasons == [.notAvailable, nil])
    }

    @Test(arguments: [
        // 98.6 °F is 37 °C by the definition of the scales; 384.5 °C is no patient.
        (ChannelID.bodyTemperature, "98.6", "268160^MDC_DIM_FAHR^MDC", 37.0, "98.6 MDC_DIM_FAHR"),
        (.bodyTemperature, "98.6", "0004-1140^°F^MDIL", 37, "98.6 °F"), (.heartRate, "66", "/min^/min^UCUM", 66, ""),
        (.heartRate, "66", "264864^MDC_DIM_BEAT_PER_MIN^MDC", 66, "66 MDC_DIM_BEAT_PER_MIN"),
        (.heartRate, "66", "^bpm", 66, "66 bpm"), (.systolicBloodPressure, "16", "kPa^kPa^UCUM", 120.00987, "16 kPa"),
    ])
    func `coded units convert, and what arrived is kept`(
        id: ChannelID, text: String, unit: String, expected: Double, original: String
    ) throws {
        let parts = (unit + "^^").split(separator: "^", omittingEmptySubsequences: false).map(String.init)
        let value = try map(id, text, CodedTerm(code: parts[0], text: parts[1], system: parts[2])).get()
        #expect(abs(value.value - expected) < 1e-4)
        #expect(value.original == original)
    }

    @Test func `a unit in conflict with its text is quarantined at the unit`() throws {
        let unit = CodedTerm(code: "0004-0aa0", text: "%", system: "MDIL")
        let entry = try #require(try refusal(.oxygenSaturation, "98", unit))
        #expect(entry.reason == .codeConflict)
        #expect(entry.place == "OBX-6")
        #expect(entry.found == "0004-0aa0^%^MDIL")
    }

    @Test(arguments: [CodedTerm(code: ""), CodedTerm(code: "Hz"), CodedTerm(code: "K", text: "", system: "UCUM")])
    func `a unit that is missing or not the channel's is refused`(unit: CodedTerm) throws {
        #expect(try refusal(.bodyTemperature, "37", unit)?.reason == .unknownUnit)
    }

    @Test func `an impossible value is implausible in every unit`() throws {
        #expect(try refusal(.bodyTemperature, "384.5", CodedTerm(code: "Cel"))?.reason == .implausible)
        #expect(try refusal(.bodyTemperature, "37", CodedTerm(code: "[degF]"))?.reason == .implausible)
        #expect(try refusal(.oxygenSaturation, "1.18", CodedTerm(code: "%"))?.reason == .implausible)
    }
}
