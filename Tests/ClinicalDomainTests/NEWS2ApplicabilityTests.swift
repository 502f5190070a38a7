import ClinicalDomain
import Testing

@Suite struct NEWS2ApplicabilityTests {
    @Test(arguments: [0.0, 1.5, 15, 15.99])
    func `children under 16 are refused with their age`(age: Double) {
        #expect(NEWS2.refusal(ageYears: age, isPregnant: false) == .youngerThan16(age: age))
        #expect(NEWS2.refusal(ageYears: age, isPregnant: true) == .youngerThan16(age: age))
    }

    @Test(arguments: [16.0, 17, 40, 110])
    func `from 16 years on nobody is refused but who is pregnant`(age: Double) {
        #expect(NEWS2.refusal(ageYears: age, isPregnant: false) == nil)
        #expect(NEWS2.refusal(ageYears: age, isPregnant: true) == .pregnant)
    }

    @Test func `an unknown age refuses nothing`() {
        #expect(NEWS2.refusal(ageYears: nil, isPregnant: false) == nil)
        #expect(NEWS2.refusal(ageYears: nil, isPregnant: true) == .pregnant)
    }

    @Test func `a refusal says why and what to use instead`() {
        #expect(
            "\(NEWS2.Refusal.youngerThan16(age: 4.5))"
                == "NEWS2 is not for children under 16 years, and the patient is 4: use a paediatric score")
        #expect("\(NEWS2.Refusal.pregnant)" == "NEWS2 is not for pregnant women: use an obstetric score")
    }
}
