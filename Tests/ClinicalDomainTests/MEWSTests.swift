import ClinicalDomain
import Testing

@Suite struct MEWSTests {
    private let well: [ChannelID: Double] = [
        .systolicBloodPressure: 120, .heartRate: 70, .respiratoryRate: 12, .bodyTemperature: 37, .consciousness: 0,
    ]

    @Test(arguments: [
        (70.0, 3), (70.49, 3), (70.5, 2), (71, 2), (80, 2), (81, 1), (100, 1), (101, 0), (199, 0), (199.49, 0),
        (199.5, 2), (200, 2), (300, 2),
    ])
    func `systolic pressure`(value: Double, points: Int) { #expect(MEWS.systolicPressure(value) == points) }

    @Test(arguments: [
        (39.0, 2), (40, 2), (40.49, 2), (40.5, 1), (41, 1), (50, 1), (51, 0), (100, 0), (101, 1), (110, 1), (111, 2),
        (129, 2), (130, 3), (200, 3),
    ])
    func `heart rate, where 40 counts as below 40`(value: Double, points: Int) {
        #expect(MEWS.heartRate(value) == points)
    }

    @Test(arguments: [
        (8.0, 2), (8.5, 0), (9, 0), (14, 0), (14.5, 1), (15, 1), (20, 1), (21, 2), (29, 2), (29.5, 3), (30, 3),
    ])
    func `respiratory rate`(value: Double, points: Int) { #expect(MEWS.respiratoryRate(value) == points) }

    @Test(arguments: [
        (34.9, 2), (34.94, 2), (34.95, 0), (35.0, 0), (38.4, 0), (38.44, 0), (38.45, 2), (38.5, 2), (41, 2),
    ])
    func `temperature is rounded half up to one decimal`(value: Double, points: Int) {
        #expect(MEWS.temperature(value) == points)
    }

    @Test func `a well patient scores 0 and is complete, the worst of everything scores 14`() throws {
        let score = try #require(MEWS(VitalSigns(at: 0, well)))
        #expect(score.total == 0 && !score.isPartial && score.missing.isEmpty)
        let worst = VitalSigns(
            at: 0,
            [
                .systolicBloodPressure: 60, .heartRate: 140, .respiratoryRate: 34, .bodyTemperature: 34,
                .consciousness: 4,
            ])
        #expect(MEWS(worst)?.total == 14)
    }

    @Test(arguments: [
        (ChannelID.systolicBloodPressure, MEWS.Parameter.systolicBloodPressure), (.heartRate, .heartRate),
        (.respiratoryRate, .respiratoryRate), (.bodyTemperature, .temperature), (.consciousness, .consciousness),
    ])
    func `a missing parameter makes the score partial and scores nothing`(
        channel: ChannelID, parameter: MEWS.Parameter
    ) throws {
        var values = well
        values[channel] = nil
        let score = try #require(MEWS(VitalSigns(at: 0, values)))
        #expect(score.isPartial && score.missing == [parameter] && score.points[parameter] == nil)
    }

    @Test func `there is no score of nothing, nor of channels that do not count`() {
        #expect(MEWS(VitalSigns()) == nil)
        #expect(MEWS(VitalSigns(at: 0, [.oxygenSaturation: 80])) == nil)
    }

    @Test(arguments: [(15.0, 0 as Int?), (14, nil), (4, nil), (3, 3)])
    func `a coma scale counts only at its ends`(value: Double, points: Int?) throws {
        var values = well
        values[.consciousness] = nil
        values[.glasgowComaScale] = value
        let score = try #require(MEWS(VitalSigns(at: 0, values)))
        #expect(score.points[.consciousness] == points)
        #expect(score.missing == (points == nil ? [.consciousness] : []))
    }

    @Test func `an older Alert does not hide a newer coma scale`() {
        var signs = VitalSigns(at: 0, [.consciousness: 0, .heartRate: 70])
        signs.readings[.glasgowComaScale] = VitalSigns.Reading(value: 9, effective: Instant(millisecondsSince1970: 1))
        #expect(MEWS(signs)?.points == [.heartRate: 0])
    }

    @Test func `an arterial line comes before an equally new cuff`() {
        let signs = VitalSigns(at: 0, [.systolicArterialPressure: 75, .systolicBloodPressure: 120])
        #expect(MEWS(signs)?.points == [.systolicBloodPressure: 2])
    }
}
