import ClinicalDomain

/// What a patient brings along: age, sex, chronic conditions and the vital signs of their quiet days.
///
/// Means and deviations are modelling choices for an adult medical and surgical ward, guided by: systolic pressure that
/// rises with age while diastolic pressure falls after about 55 years (Franklin et al., Circulation 96:308, 1997), body
/// temperature that is lower in old age (Sund-Levander et al., Scand J Caring Sci 16:122, 2002), and oxygen targets of
/// 94–98 % or, in chronic lung disease, 88–92 % (O'Driscoll et al., BTS guideline, Thorax 72 suppl. 1, 2017).
struct PatientProfile {
    /// Age at the start of the simulation, in years.
    let age: Double
    /// Administrative sex.
    let sex: Sex
    /// The vital signs of quiet days, by day, on air.
    let baseline: PhysiologicalState
    /// Conditions that mislead.
    let confounders: Set<Confounder>
    /// The target of oxygen therapy, `%`.
    let saturationTarget: ClosedRange<Double>
    /// Share of a rise of the heart rate above the baseline that comes through: 1, or less under beta blockade.
    let heartRateResponse: Double
    /// The scale that a clinician would prescribe.
    var scale: NEWS2.OxygenSaturationScale { confounders.contains(.chronicLungDisease) ? .scale2 : .scale1 }

    /// Draws a patient.
    init(using stream: inout RandomStream) {
        age = stream.normal(mean: 65, deviation: 17).clamped(to: 18...97)
        sex = stream.chance(0.5) ? .female : .male
        let isOld = age >= 60
        let hasLungDisease = stream.chance(isOld ? 0.14 : 0.04)
        let isBlocked = stream.chance(isOld ? 0.3 : 0.06)
        let hasBenignFever = stream.chance(0.12)
        let isConfusedAtNight = stream.chance(age >= 75 ? 0.08 : 0.01)
        let isShallow = stream.chance(0.12) && !hasLungDisease
        var confounders: Set<Confounder> = [.benignTachycardia]
        if hasLungDisease { confounders.insert(.chronicLungDisease) }
        if isShallow { confounders.insert(.atelectasis) }
        if isBlocked { confounders.insert(.betaBlockade) }
        if hasBenignFever { confounders.insert(.benignFever) }
        if isConfusedAtNight { confounders.insert(.nocturnalConfusion) }
        self.confounders = confounders

        let systolic = (119 + 0.3 * (age - 50) + stream.normal(deviation: 13)).clamped(to: 98...178)
        let diastolic = 77 - 0.15 * abs(age - 55) + 0.25 * (systolic - 125) + stream.normal(deviation: 5)
        let pulse: Double = (isBlocked ? 69 : 80) + (sex == .female ? 2 : 0)
        let saturation = hasLungDisease ? 90.2 : isShallow ? 93.2 : 97.1 - max(0, age - 60) * 0.02
        baseline = PhysiologicalState(
            heartRate: (pulse + stream.normal(deviation: 10)).clamped(to: 50...108),
            respiratoryRate: ((hasLungDisease ? 19 : 16) + stream.normal(deviation: 1.3)).clamped(to: 12...23),
            oxygenSaturation: (saturation + stream.normal(deviation: 0.9)).clamped(to: 87.5...99.2),
            bodyTemperature: 36.75 - 0.004 * (age - 50) + stream.normal(deviation: 0.2),
            systolicBloodPressure: systolic,
            diastolicBloodPressure: diastolic.clamped(to: 45...(systolic - 28)))
        saturationTarget = hasLungDisease ? 88...92 : 94...98
        heartRateResponse = isBlocked ? 0.55 : 1
    }
}
