public import ClinicalDomain

extension PatientScorer {
    /// A pregnancy that nobody has said anything about for so long is over: 44 weeks.
    private static let pregnancyValidityHours = 44.0 * 7 * 24

    /// Why NEWS2 must not be used for the patient at the newest step; nil where it may, and before any step.
    public var news2Refusal: NEWS2.Refusal? {
        guard let newest else { return nil }
        return news2Refusal(before: timeline.grid.end(of: timeline.grid.step(of: newest.step)))
    }

    /// NEWS2 of vital signs, on the scale that is prescribed for the patient; nil where it must not be used.
    ///
    /// The prescription is the channel `oxygenSaturationScale`: 2 from when it was given until another is.
    func news2(_ vitalSigns: VitalSigns, before end: Instant) -> NEWS2? {
        guard news2Refusal(before: end) == nil else { return nil }
        let prescribed = timeline.last(.oxygenSaturationScale, before: end)?.value
        return NEWS2(vitalSigns, scale: prescribed == 2 ? .scale2 : .scale1)
    }

    private func news2Refusal(before end: Instant) -> NEWS2.Refusal? {
        let age = subject.patient.birthDate?.age(at: end) ?? timeline.last(.age, before: end)?.value
        let start = end.advanced(byHours: -Self.pregnancyValidityHours)
        let isPregnant = timeline.last(.pregnancyStatus, before: end, from: start)?.value == 1
        return NEWS2.refusal(ageYears: age, isPregnant: isPregnant)
    }
}
