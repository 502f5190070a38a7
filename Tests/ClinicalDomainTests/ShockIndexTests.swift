import ClinicalDomain
import Testing

@Suite struct ShockIndexTests {
    @Test func `it is heart rate divided by systolic pressure, of the newer of line and cuff`() {
        #expect(ShockIndex(VitalSigns(at: 0, [.heartRate: 120, .systolicBloodPressure: 80]))?.value == 1.5)
        var signs = VitalSigns(
            at: 0, [.heartRate: 100, .systolicBloodPressure: 125, .systolicArterialPressure: 80])
        #expect(ShockIndex(signs)?.value == 1.25)
        signs.readings[.systolicBloodPressure]?.effective = Instant(millisecondsSince1970: 1)
        #expect(ShockIndex(signs)?.value == 0.8)
    }

    @Test(arguments: [[ChannelID.heartRate: 80.0], [.systolicBloodPressure: 120], [.respiratoryRate: 20], [:]])
    func `without heart rate or pressure there is none`(values: [ChannelID: Double]) {
        #expect(ShockIndex(VitalSigns(at: 0, values)) == nil)
    }

    @Test(arguments: [(80.0, 0.0), (0, 0), (80, -1), (80, .nan), (.nan, 120), (.infinity, 120), (1e300, 1e-300)])
    func `it is undefined rather than infinite`(heartRate: Double, pressure: Double) {
        #expect(ShockIndex(heartRate: heartRate, systolicPressure: pressure) == nil)
    }

    @Test func `a heart that stands still has index 0`() {
        #expect(ShockIndex(heartRate: 0, systolicPressure: 40)?.value == 0)
    }
}
