extension Deterioration {
    /// Bleeding: compensated by rate and vessels first, so the pulse pressure narrows before the pressure falls.
    ///
    /// Full picture: heart rate +42, systolic −48, diastolic −18 after a rise of up to 5, respiratory rate +9,
    /// temperature −0.5 °C. The order follows the classes of haemorrhage of Advanced Trauma Life Support (American
    /// College of Surgeons); the sizes are modelling choices.
    func applyBleeding(_ drive: Double, to state: inout PhysiologicalState) {
        state.heartRate += 42 * drive
        state.systolicBloodPressure -= 48 * drive.raised(to: 1.6)
        state.diastolicBloodPressure += 20 * drive * max(0, 1 - drive) - 18 * drive.raised(to: 2)
        state.respiratoryRate += 9 * drive
        state.bodyTemperature -= 0.5 * drive
        state.oxygenSaturation -= 1.5 * drive
    }
}
