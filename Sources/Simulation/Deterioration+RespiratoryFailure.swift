extension Deterioration {
    /// Respiratory failure: the rate rises before the saturation falls, and falls again in exhaustion.
    ///
    /// Full picture on air: respiratory rate +15, saturation −11, heart rate +18, systolic +8. Above a drive of 1.05
    /// the patient tires and the rate drops by 50 per unit of drive. Modelling choices.
    func applyRespiratoryFailure(_ drive: Double, to state: inout PhysiologicalState) {
        let exhaustion = max(0, drive - 1.05)
        state.respiratoryRate += 15 * drive.raised(to: 0.8) - 50 * exhaustion
        state.oxygenSaturation -= 11 * drive.raised(to: 1.2)
        state.heartRate += 18 * drive
        state.systolicBloodPressure += 8 * drive - 60 * exhaustion
    }

    /// How much less oxygen helps: shunt grows with the drive, to one half of the effect at a drive of 1.
    func oxygenEffect(at time: Double) -> Double {
        pattern == .respiratoryFailure ? max(0.2, 1 - 0.5 * drive(at: time)) : 1
    }
}
