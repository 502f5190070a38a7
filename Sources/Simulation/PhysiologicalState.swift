/// The true vital signs at one moment, before anybody measures, rounds or forgets them.
struct PhysiologicalState {
    /// Heart rate, `/min`.
    var heartRate: Double
    /// Respiratory rate, `/min`.
    var respiratoryRate: Double
    /// Oxygen saturation, `%`.
    var oxygenSaturation: Double
    /// Body temperature, `Cel`.
    var bodyTemperature: Double
    /// Systolic pressure, `mm[Hg]`.
    var systolicBloodPressure: Double
    /// Diastolic pressure, `mm[Hg]`.
    var diastolicBloodPressure: Double
    /// Consciousness on the ACVPU scale: Alert 0, Confusion 1, Voice 2, Pain 3, Unresponsive 4.
    var consciousness: Double = 0

    /// Keeps every value where a patient on a ward can be found alive.
    ///
    /// The limits are a modelling choice.
    mutating func clampToSurvivable() {
        heartRate = heartRate.clamped(to: 28...215)
        respiratoryRate = respiratoryRate.clamped(to: 5...55)
        oxygenSaturation = oxygenSaturation.clamped(to: 62...100)
        bodyTemperature = bodyTemperature.clamped(to: 33.5...41.3)
        systolicBloodPressure = systolicBloodPressure.clamped(to: 52...235)
        diastolicBloodPressure = diastolicBloodPressure.clamped(to: 26...(min(140, systolicBloodPressure - 12)))
        consciousness = consciousness.clamped(to: 0...4)
    }
}
