import ClinicalDomain
import Testing

@Suite struct SIRSTests {
    private static let leukocytes = ChannelID("leukocytes")
    private static let arterialCarbonDioxide = ChannelID("arterialCarbonDioxide")

    @Test(arguments: [
        (35.9, 1), (35.94, 1), (35.95, 0), (36.0, 0), (38.0, 0), (38.04, 0), (38.05, 1), (38.1, 1),
    ])
    func `temperature below 36 or above 38`(value: Double, points: Int) { #expect(SIRS.temperature(value) == points) }

    @Test(arguments: [(40.0, 0), (90, 0), (90.49, 0), (90.5, 1), (91, 1)])
    func `heart rate above 90`(value: Double, points: Int) { #expect(SIRS.heartRate(value) == points) }

    @Test(arguments: [(3.9, 1), (3.94, 1), (3.95, 0), (4.0, 0), (12.0, 0), (12.04, 0), (12.05, 1), (12.1, 1)])
    func `leukocytes below 4 or above 12`(value: Double, points: Int) { #expect(SIRS.leukocytes(value) == points) }

    @Test(arguments: [
        (20.0 as Double?, nil as Double?, 0 as Int?), (21, nil, 1), (20.5, nil, 1), (16, 31, 1), (16, 31.5, 0),
        (16, 32, 0), (25, 40, 1), (nil, 31, 1), (nil, 40, nil), (nil, nil, nil),
    ])
    func `respiration is met by rate or pCO2 and refuted by the rate alone`(
        rate: Double?, carbonDioxide: Double?, points: Int?
    ) {
        #expect(SIRS.respiration(rate: rate, arterialCarbonDioxide: carbonDioxide) == points)
    }

    @Test(arguments: [
        (ChannelID.bodyTemperature, SIRS.Parameter.temperature), (.heartRate, .heartRate),
        (.respiratoryRate, .respiration), (leukocytes, .leukocytes),
    ])
    func `a missing parameter makes the score partial and scores nothing`(
        channel: ChannelID, parameter: SIRS.Parameter
    ) throws {
        var values: [ChannelID: Double] = [
            .bodyTemperature: 37, .heartRate: 70, .respiratoryRate: 14, SIRSTests.leukocytes: 8,
            SIRSTests.arterialCarbonDioxide: 40,
        ]
        #expect(SIRS(VitalSigns(at: 0, values))?.isPartial == false)
        values[channel] = nil
        let score = try #require(SIRS(VitalSigns(at: 0, values)))
        #expect(score.isPartial && score.missing == [parameter] && score.points[parameter] == nil)
        #expect(score.total == 0)
    }

    @Test(arguments: [
        ([ChannelID.heartRate: 120.0, .bodyTemperature: 39], true as Bool?),
        ([.heartRate: 120, .bodyTemperature: 37, .respiratoryRate: 14], nil),
        ([.heartRate: 70, .bodyTemperature: 37, .respiratoryRate: 14], false),
        ([.heartRate: 70, .bodyTemperature: 37], nil),
    ])
    func `it is positive from 2, and undecided while what is missing could decide`(
        values: [ChannelID: Double], isPositive: Bool?
    ) throws {
        #expect(try #require(SIRS(VitalSigns(at: 0, values))).isPositive == isPositive)
    }

    @Test func `the laboratory channels are in the table, in the units of the criteria`() {
        #expect(ChannelTable.standard[SIRSTests.leukocytes]?.unit == "10*3/uL")
        #expect(ChannelTable.standard[SIRSTests.arterialCarbonDioxide]?.unit == "mm[Hg]")
    }

    @Test func `there is no score of nothing, nor of what decides nothing`() {
        #expect(SIRS(VitalSigns()) == nil)
        #expect(SIRS(VitalSigns(at: 0, [.systolicBloodPressure: 80])) == nil)
        #expect(SIRS(VitalSigns(at: 0, [SIRSTests.arterialCarbonDioxide: 40])) == nil)
    }
}
