import ClinicalDomain
import Foundation
import Testing

@Suite struct NEWS2Tests {
    private func signs(_ values: [ChannelID: Double]) -> VitalSigns {
        VitalSigns(values.mapValues { VitalSigns.Reading(value: $0, effective: Instant(millisecondsSince1970: 0)) })
    }

    private let well: [ChannelID: Double] = [
        .respiratoryRate: 16, .oxygenSaturation: 98, .supplementalOxygen: 0, .systolicBloodPressure: 120,
        .heartRate: 70, .consciousness: 0, .bodyTemperature: 37,
    ]

    @Test(arguments: [(0.0, 3), (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3), (60, 3)])
    func `respiratory rate`(value: Double, points: Int) {
        #expect(NEWS2.respiratoryRate(value) == points)
    }

    @Test(arguments: [(91.0, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)])
    func `saturation on scale 1`(value: Double, points: Int) {
        #expect(NEWS2.saturationScale1(value) == points)
    }

    @Test(arguments: [
        (83.0, 3, 3), (84, 2, 2), (85, 2, 2), (86, 1, 1), (87, 1, 1), (88, 0, 0), (92, 0, 0), (93, 0, 1), (94, 0, 1),
        (95, 0, 2), (96, 0, 2), (97, 0, 3), (100, 0, 3),
    ])
    func `saturation on scale 2, on air and on oxygen`(value: Double, air: Int, oxygen: Int) {
        #expect(NEWS2.saturationScale2(value, onOxygen: false) == air)
        #expect(NEWS2.saturationScale2(value, onOxygen: true) == oxygen)
    }

    @Test func `saturation on scale 2 is unknown from 93 when oxygen is unknown`() {
        #expect(NEWS2.saturationScale2(92, onOxygen: nil) == 0)
        #expect(NEWS2.saturationScale2(92.49, onOxygen: nil) == 0)
        #expect(NEWS2.saturationScale2(92.5, onOxygen: nil) == nil)
        #expect(NEWS2.saturationScale2(93, onOxygen: nil) == nil)
        #expect(NEWS2.saturationScale2(83, onOxygen: nil) == 3)
    }

    @Test(arguments: [(90.0, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)])
    func `systolic pressure`(value: Double, points: Int) {
        #expect(NEWS2.systolicPressure(value) == points)
    }

    @Test(arguments: [
        (40.0, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3),
    ])
    func `pulse`(value: Double, points: Int) {
        #expect(NEWS2.pulse(value) == points)
    }

    @Test(arguments: [
        (35.0, 3), (35.04, 3), (35.05, 1), (35.1, 1), (36.0, 1), (36.04, 1), (36.05, 0), (36.1, 0), (38.0, 0),
        (38.04, 0), (38.05, 1), (38.1, 1), (39.0, 1), (39.04, 1), (39.05, 2), (39.1, 2),
    ])
    func `temperature is rounded half up to one decimal`(value: Double, points: Int) {
        #expect(NEWS2.temperature(value) == points)
    }

    @Test(arguments: [(20.49, 0), (20.5, 2), (24.49, 2), (24.5, 3), (8.49, 3), (8.5, 1)])
    func `values between bands are rounded half up`(value: Double, points: Int) {
        #expect(NEWS2.respiratoryRate(value) == points)
    }

    @Test func `a well patient scores 0 and is complete`() throws {
        let score = try #require(NEWS2(signs(well)))
        #expect(score.total == 0)
        #expect(!score.isPartial && score.missing.isEmpty && score.redParameters.isEmpty)
    }

    @Test func `the worst of everything scores 20`() throws {
        let worst = signs([
            .respiratoryRate: 30, .oxygenSaturation: 80, .supplementalOxygen: 15, .systolicBloodPressure: 70,
            .heartRate: 140, .consciousness: 4, .bodyTemperature: 34,
        ])
        let score = try #require(NEWS2(worst))
        #expect(score.total == 20)
        #expect(score.redParameters.count == 6)
        #expect(score.points[.airOrOxygen] == 2)
    }

    @Test(arguments: [
        (ChannelID.respiratoryRate, NEWS2.Parameter.respiratoryRate), (.oxygenSaturation, .oxygenSaturation),
        (.supplementalOxygen, .airOrOxygen), (.systolicBloodPressure, .systolicBloodPressure), (.heartRate, .pulse),
        (.consciousness, .consciousness), (.bodyTemperature, .temperature),
    ])
    func `a missing parameter makes the score partial and scores nothing`(
        channel: ChannelID, parameter: NEWS2.Parameter
    ) throws {
        var values = well
        values[channel] = nil
        let score = try #require(NEWS2(signs(values)))
        #expect(score.isPartial)
        #expect(score.missing == [parameter])
        #expect(score.points[parameter] == nil)
        #expect(score.total == 0)
    }

    @Test func `there is no score of nothing, nor of channels that do not count`() {
        #expect(NEWS2(VitalSigns()) == nil)
        #expect(NEWS2(signs([.diastolicBloodPressure: 60, .age: 80])) == nil)
    }

    @Test func `scale 2 on oxygen, on air and unknown`() throws {
        var values = well
        values[.oxygenSaturation] = 97
        #expect(NEWS2(signs(values), scale: .scale2)?.points[.oxygenSaturation] == 0)
        values[.supplementalOxygen] = 2
        let onOxygen = try #require(NEWS2(signs(values), scale: .scale2))
        #expect(onOxygen.points[.oxygenSaturation] == 3 && onOxygen.points[.airOrOxygen] == 2)
        values[.supplementalOxygen] = nil
        let unknown = try #require(NEWS2(signs(values), scale: .scale2))
        #expect(unknown.missing == [.oxygenSaturation, .airOrOxygen])
    }

    @Test(arguments: [(21.0, 0), (21.4, 0), (21.5, 2), (22, 2), (60, 2)])
    func `an inspired fraction above 21 % counts as oxygen where no flow is known`(fraction: Double, points: Int) {
        var values = well
        values[.supplementalOxygen] = nil
        values[.inspiredOxygen] = fraction
        #expect(NEWS2(signs(values))?.points[.airOrOxygen] == points)
    }

    @Test func `flow comes before fraction, arterial line before cuff, ACVPU before coma scale`() {
        var values = well
        values[.inspiredOxygen] = 40
        values[.systolicArterialPressure] = 85
        values[.glasgowComaScale] = 10
        let score = NEWS2(signs(values))
        #expect(score?.points[.airOrOxygen] == 0)
        #expect(score?.points[.systolicBloodPressure] == 3)
        #expect(score?.points[.consciousness] == 0)
    }

    @Test func `of two channels that tell the same the newer counts, whichever it is`() {
        func score(_ old: ChannelID, _ oldValue: Double, _ new: ChannelID, _ newValue: Double) -> NEWS2? {
            NEWS2(
                VitalSigns([
                    old: VitalSigns.Reading(value: oldValue, effective: Instant(millisecondsSince1970: 0)),
                    new: VitalSigns.Reading(value: newValue, effective: Instant(millisecondsSince1970: 1)),
                ]))
        }
        #expect(
            score(.systolicArterialPressure, 130, .systolicBloodPressure, 78)?.points == [.systolicBloodPressure: 3])
        #expect(
            score(.systolicBloodPressure, 78, .systolicArterialPressure, 130)?.points == [.systolicBloodPressure: 0])
        #expect(score(.consciousness, 0, .glasgowComaScale, 5)?.points == [.consciousness: 3])
        #expect(score(.supplementalOxygen, 0, .inspiredOxygen, 60)?.points == [.airOrOxygen: 2])
    }

    @Test func `no stored number traps`() {
        for value in [1e300, -1e300, .infinity, .nan] {
            #expect(
                NEWS2(
                    VitalSigns([
                        .heartRate: VitalSigns.Reading(value: value, effective: Instant(millisecondsSince1970: 0))
                    ])) != nil)
        }
    }

    @Test(arguments: [(15.0, 0), (14, 3), (3, 3)])
    func `a coma scale below 15 is not alert`(value: Double, points: Int) {
        var values = well
        values[.consciousness] = nil
        values[.glasgowComaScale] = value
        #expect(NEWS2(signs(values))?.points[.consciousness] == points)
    }

    @Test(arguments: [(0.0, 0), (1, 3), (2, 3), (3, 3), (4, 3)])
    func `everything but alert scores 3`(value: Double, points: Int) {
        var values = well
        values[.consciousness] = value
        #expect(NEWS2(signs(values))?.points[.consciousness] == points)
    }

    @Test func `a score survives JSON, and an unknown parameter does not`() throws {
        let score = try #require(NEWS2(signs([.heartRate: 120, .respiratoryRate: 22])))
        let text = try JSONEncoder().encode(score)
        #expect(try JSONDecoder().decode(NEWS2.self, from: text) == score)
        let object = try JSONDecoder().decode([String: Int].self, from: text)
        #expect(object == ["pulse": 2, "respiratoryRate": 2])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(NEWS2.self, from: Data(#"{"mood": 1}"#.utf8))
        }
    }
}
