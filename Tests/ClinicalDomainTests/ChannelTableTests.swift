import ClinicalDomain
import Testing

@Suite struct ChannelTableTests {
    private let table = ChannelTable.standard

    @Test func `names and LOINC codes are unique`() {
        #expect(Set(table.channels.map(\.id)).count == table.channels.count)
        let codes = table.channels.flatMap(\.loincCodes)
        #expect(Set(codes).count == codes.count)
        #expect(Set(table.channels.map(\.display)).count == table.channels.count)
    }

    @Test func `accepted units are unique within a channel and convert by a positive factor`() {
        for channel in table.channels {
            #expect(Set(channel.acceptedUnits).count == channel.acceptedUnits.count, "\(channel.id)")
            #expect(channel.conversions.allSatisfy { $0.factor > 0 })
            #expect(channel.acceptedUnits.first == channel.unit)
            #expect(channel.plausibleRange.lowerBound < channel.plausibleRange.upperBound)
        }
    }

    /// The check digit of a LOINC code is that of Luhn's method over the digits before the hyphen.
    @Test func `LOINC codes carry the right check digit`() throws {
        for code in table.channels.flatMap(\.loincCodes) {
            let parts = code.split(separator: "-")
            try #require(parts.count == 2)
            var sum = 0
            for (place, character) in parts[0].reversed().enumerated() {
                let digit = try #require(character.wholeNumberValue)
                let doubled = place.isMultiple(of: 2) ? digit * 2 : digit
                sum += doubled > 9 ? doubled - 9 : doubled
            }
            #expect(Int(parts[1]) == (10 - sum % 10) % 10, "\(code)")
        }
    }

    @Test func `channels are found by name and by every LOINC code`() {
        for channel in table.channels {
            #expect(table[channel.id] == channel)
            for code in channel.loincCodes { #expect(table.channel(loinc: code) == channel) }
        }
        #expect(table[ChannelID("mood")] == nil)
        #expect(table.channel(loinc: "0000-0") == nil)
    }

    /// Codes of the FHIR R4 vital signs profile and of US Core.
    @Test(arguments: [
        ("8867-4", ChannelID.heartRate), ("9279-1", .respiratoryRate), ("2708-6", .oxygenSaturation),
        ("59408-5", .oxygenSaturation), ("8310-5", .bodyTemperature), ("8480-6", .systolicBloodPressure),
        ("8462-4", .diastolicBloodPressure), ("8478-0", .meanBloodPressure), ("9269-2", .glasgowComaScale),
        ("67775-7", .consciousness), ("3151-8", .supplementalOxygen), ("3150-0", .inspiredOxygen),
    ])
    func `the vital signs have the codes of the FHIR profiles`(code: String, id: ChannelID) {
        #expect(table.channel(loinc: code)?.id == id)
    }

    @Test(arguments: [
        (ChannelID.bodyTemperature, 98.6, "[degF]", 37.0), (.bodyTemperature, 32, "[degF]", 0),
        (.bodyTemperature, 212, "[degF]", 100), (.bodyTemperature, 104, "[degF]", 40),
        (.bodyTemperature, 37.5, "Cel", 37.5),
        (.systolicBloodPressure, 16, "kPa", 120.01), (.systolicBloodPressure, 120, "mm[Hg]", 120),
        (.endTidalCarbonDioxide, 5.3, "kPa", 39.753), (.oxygenSaturation, 0.97, "1", 97),
        (.inspiredOxygen, 0.21, "1", 21), (.age, 18, "mo", 1.5), (ChannelID("bodyWeight"), 3500, "g", 3.5),
        (ChannelID("bodyWeight"), 154, "[lb_av]", 69.853), (ChannelID("bodyHeight"), 1.75, "m", 175),
        (ChannelID("bodyHeight"), 70, "[in_i]", 177.8),
    ])
    func `units convert to the canonical one`(id: ChannelID, value: Double, unit: String, expected: Double) throws {
        let channel = try #require(table[id])
        let converted = try #require(channel.canonicalValue(value, unit: unit))
        #expect(abs(converted - expected) < 0.001)
    }

    /// Factors as published: °F by definition, 1 mmHg = 133.322387415 Pa (ISO 80000-4), 1 lb = 0.45359237 kg and
    /// 1 in = 2.54 cm (the international yard and pound).
    private static let factors: [(unit: String, factor: Double)] = [
        ("[degF]", 0.555_555_555_556), ("kPa", 7.500_616_827), ("[lb_av]", 0.453_592_37), ("[in_i]", 2.54),
        ("g", 0.001), ("m", 100.0), ("mo", 0.083_333_333_333), ("1", 100.0), ("g/L", 0.1), ("10*9/L", 1.0),
    ]

    @Test(arguments: factors)
    func `a unit has one factor wherever it is accepted`(unit: String, factor: Double) {
        let conversions = table.channels.filter { !$0.unit.hasPrefix("{") }.flatMap(\.conversions)
            .filter { $0.unit == unit }
        #expect(!conversions.isEmpty)
        for conversion in conversions { #expect(abs(conversion.factor / factor - 1) < 1e-9) }
    }

    @Test(arguments: [
        // Published conversion factors of laboratory units (mmol/L or µmol/L to mg/dL).
        ("glucose", "mmol/L", 5.5, 99.1), ("creatinine", "umol/L", 88.4, 1.0), ("totalBilirubin", "umol/L", 17.1, 1.0),
        ("directBilirubin", "umol/L", 17.1, 1.0),
    ])
    func `amounts of substance become masses`(id: String, unit: String, value: Double, expected: Double) throws {
        let channel = try #require(table[ChannelID(id)])
        let converted = try #require(channel.canonicalValue(value, unit: unit))
        #expect(abs(converted / expected - 1) < 0.001, "the published factors have three figures")
    }

    @Test(arguments: [
        (ChannelID.bodyTemperature, ""), (.bodyTemperature, "K"), (.bodyTemperature, "cel"), (.heartRate, "Hz"),
        (.systolicBloodPressure, "MMHG"), (.systolicBloodPressure, "kpa"), (.oxygenSaturation, ""),
    ])
    func `a wrong or missing unit never becomes a default`(id: ChannelID, unit: String) throws {
        #expect(try #require(table[id]).canonicalValue(37, unit: unit) == nil)
    }

    @Test(arguments: [
        (ChannelID.heartRate, 0.0, 350.0), (.oxygenSaturation, 10, 100), (.bodyTemperature, 25, 45),
        (.consciousness, 0, 4), (.glasgowComaScale, 3, 15), (.supplementalOxygen, 0, 80),
    ])
    func `both ends belong to the plausible range`(id: ChannelID, low: Double, high: Double) throws {
        let range = try #require(table[id]).plausibleRange
        #expect(range.contains(low) && range.contains(high))
        #expect(!range.contains(low.nextDown) && !range.contains(high.nextUp))
    }
}
