import ClinicalDomain
import Testing

@Suite struct VitalSignsTests {
    @Test func `the first channel that has a value is taken, in the order asked`() {
        let time = Instant(millisecondsSince1970: 0)
        let signs = VitalSigns([
            .systolicBloodPressure: VitalSigns.Reading(value: 120, effective: time),
            .systolicArterialPressure: VitalSigns.Reading(value: 110, effective: time),
        ])
        #expect(signs.value(.systolicArterialPressure, .systolicBloodPressure) == 110)
        #expect(signs.value(.systolicBloodPressure, .systolicArterialPressure) == 120)
        #expect(signs.value(.heartRate, .systolicBloodPressure) == 120)
        #expect(signs.value(.heartRate) == nil)
    }
}
