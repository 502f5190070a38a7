/// The shock index: heart rate divided by systolic pressure.
///
///     value = heart rate (/min) ÷ systolic pressure (mm[Hg])
///
/// A plain ratio without bands, so nothing is rounded. It is undefined for a pressure of 0 or less.
///
/// Source: M. Allgöwer, C. Burri, „Schockindex“, Deutsche Medizinische Wochenschrift 92 (1967) 1947–1950.
public struct ShockIndex: Hashable, Sendable {
    /// Heart rate ÷ systolic pressure.
    public let value: Double

    /// The index of the vital signs in force.
    ///
    /// Of arterial line and cuff the newer pressure counts, and of equally new ones the arterial.
    ///
    /// - Returns: nil when heart rate or systolic pressure is missing, or the ratio undefined.
    public init?(_ vitalSigns: VitalSigns) {
        guard let rate = vitalSigns.value(.heartRate),
            let pressure = vitalSigns.newest(.systolicArterialPressure, .systolicBloodPressure)?.value
        else { return nil }
        self.init(heartRate: rate, systolicPressure: pressure)
    }

    /// The index of a heart rate per minute and a systolic pressure in mm[Hg].
    ///
    /// - Returns: nil when the pressure is not above 0 or the ratio is no finite number.
    public init?(heartRate: Double, systolicPressure: Double) {
        let ratio = heartRate / systolicPressure
        guard systolicPressure > 0, ratio.isFinite else { return nil }
        value = ratio
    }
}
