extension Deterioration {
    /// Sepsis: temperature and heart rate first, pressure after a quarter of the way.
    ///
    /// Full picture: +1.7 °C (or −1.6 °C in the one in five who are cold), heart rate +28 besides what fever adds,
    /// respiratory rate +10, systolic −45, diastolic −28, saturation −4. The directions are those of the SIRS and qSOFA
    /// criteria (Bone et al., Chest 101:1644, 1992; Singer et al., JAMA 315:801, 2016); the sizes are modelling choices.
    func applySepsis(_ drive: Double, to state: inout PhysiologicalState) {
        let circulatory = max(0, drive - 0.25) / 0.75
        state.bodyTemperature += (variant < 0.2 ? -1.6 : 1.7) * min(1, drive.raised(to: 0.7))
        state.heartRate += 28 * drive
        state.respiratoryRate += 10 * drive
        state.systolicBloodPressure -= 45 * circulatory
        state.diastolicBloodPressure -= 28 * circulatory
        state.oxygenSaturation -= 4 * drive
    }
}
