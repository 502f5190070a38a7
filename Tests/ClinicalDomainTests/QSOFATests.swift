import ClinicalDomain
import Testing

@Suite struct QSOFATests {
    private let well: [ChannelID: Double] = [
        .respiratoryRate: 16, .systolicBloodPressure: 120, .glasgowComaScale: 15,
    ]

    @Test(arguments: [(0.0, 0), (21, 0), (21.49, 0), (21.5, 1), (22, 1), (60, 1)])
    func `respiratory rate from 22`(value: Double, points: Int) { #expect(QSOFA.respiratoryRate(value) == points) }

    @Test(arguments: [(60.0, 1), (100, 1), (100.49, 1), (100.5, 0), (101, 0), (180, 0)])
    func `systolic pressure up to 100`(value: Double, points: Int) {
        #expect(QSOFA.systolicPressure(value) == points)
    }

    @Test(arguments: [
        (ChannelID.glasgowComaScale, 15.0, 0), (.glasgowComaScale, 14, 1), (.glasgowComaScale, 3, 1),
        (.consciousness, 0, 0), (.consciousness, 1, 1), (.consciousness, 4, 1),
    ])
    func `mentation is altered by a coma scale below 15 and by all but Alert`(
        channel: ChannelID, value: Double, points: Int
    ) {
        #expect(QSOFA(VitalSigns(at: 0, [channel: value]))?.points == [.mentation: points])
    }

    @Test(arguments: [
        (ChannelID.respiratoryRate, QSOFA.Parameter.respiratoryRate), (.systolicBloodPressure, .systolicBloodPressure),
        (.glasgowComaScale, .mentation),
    ])
    func `a missing parameter makes the score partial and scores nothing`(
        channel: ChannelID, parameter: QSOFA.Parameter
    ) throws {
        var values = well
        values[channel] = nil
        let score = try #require(QSOFA(VitalSigns(at: 0, values)))
        #expect(score.isPartial && score.missing == [parameter] && score.points[parameter] == nil)
        #expect(score.total == 0)
    }

    @Test(arguments: [
        ([ChannelID.respiratoryRate: 30.0, .systolicBloodPressure: 80], true as Bool?),
        ([.respiratoryRate: 30, .systolicBloodPressure: 120], nil), ([.respiratoryRate: 16], nil),
        ([.respiratoryRate: 16, .systolicBloodPressure: 120], false),
        ([.respiratoryRate: 30, .systolicBloodPressure: 120, .consciousness: 0], false),
        ([.respiratoryRate: 30, .systolicBloodPressure: 120, .consciousness: 1], true),
    ])
    func `it is positive from 2, and undecided while what is missing could decide`(
        values: [ChannelID: Double], isPositive: Bool?
    ) throws {
        #expect(try #require(QSOFA(VitalSigns(at: 0, values))).isPositive == isPositive)
    }

    @Test func `there is no score of nothing, nor of channels that do not count`() {
        #expect(QSOFA(VitalSigns()) == nil)
        #expect(QSOFA(VitalSigns(at: 0, [.heartRate: 180])) == nil)
    }
}
