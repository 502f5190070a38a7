extension Deterioration {
    /// Arrhythmia: the heart rate jumps at once, everything else follows with the drive.
    ///
    /// Three of four are fast, 140 to 180 per minute; the others have a complete block near 35. The rate changes back
    /// at once when treatment works. Full picture besides the rate: systolic −35, diastolic −16, respiratory rate +8,
    /// saturation −3. Modelling choices.
    ///
    /// - Parameter isActive: whether the rhythm is still the wrong one.
    func applyArrhythmia(_ drive: Double, isActive: Bool, to state: inout PhysiologicalState) {
        let wander = 0.35 * (state.heartRate - 75)
        if isActive { state.heartRate = arrhythmicRate + (variant < 0.25 ? 0.2 : 1) * wander }
        state.systolicBloodPressure -= 35 * drive
        state.diastolicBloodPressure -= 16 * drive
        state.respiratoryRate += 8 * drive
        state.oxygenSaturation -= 3 * drive
    }

    /// Whether the heart is in the wrong rhythm: from the start until treatment works.
    func isArrhythmic(at time: Double) -> Bool {
        pattern == .arrhythmia && time > start && (recovery == nil || time <= peak)
    }

    /// The mean heart rate of the arrhythmia, `/min`.
    private var arrhythmicRate: Double { variant < 0.25 ? 35 : 140 + 40 * (variant - 0.25) / 0.75 }
}
