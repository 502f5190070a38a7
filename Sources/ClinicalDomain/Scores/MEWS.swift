/// The Modified Early Warning Score of Subbe and others.
///
/// | parameter | 3 | 2 | 1 | 0 | 1 | 2 | 3 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | systolic pressure mmHg | ≤ 70 | 71–80 | 81–100 | 101–199 | | ≥ 200 | |
/// | heart rate /min | | ≤ 40 | 41–50 | 51–100 | 101–110 | 111–129 | ≥ 130 |
/// | respiratory rate /min | | < 9 | | 9–14 | 15–20 | 21–29 | ≥ 30 |
/// | temperature °C | | < 35.0 | | 35.0–38.4 | | ≥ 38.5 | |
/// | AVPU | | | | Alert | Voice | Pain | Unresponsive |
///
/// The paper's bands for the heart rate are "< 40" and "41–50" and leave out 40: here it scores 2, the worse of its
/// neighbours. Values between bands are first rounded half up to the precision of the chart, as in ``NEWS2``: whole
/// numbers, temperature to one decimal. A missing parameter scores nothing and makes the score partial.
///
/// Source: C. P. Subbe, M. Kruger, P. Rutherford, L. Gemmel, Validation of a modified Early Warning Score in medical
/// admissions, QJM 94 (2001) 521–526.
public struct MEWS: PointScore {
    /// The five parameters of the score.
    public enum Parameter: String, Sendable, CaseIterable {
        /// Systolic blood pressure.
        case systolicBloodPressure
        /// Heart rate.
        case heartRate
        /// Breaths per minute.
        case respiratoryRate
        /// Temperature.
        case temperature
        /// Consciousness, AVPU.
        case consciousness
    }

    /// The points of each parameter that was known.
    public let points: [Parameter: Int]

    /// Scores the vital signs in force.
    ///
    /// Of arterial line and cuff, and of ACVPU and the Glasgow Coma Scale, the newer value counts, and of equally new
    /// ones the first. AVPU has no word for new confusion: such a patient is alert. The paper does not translate the
    /// coma scale: 15 is alert, 3 is unresponsive, and anything between leaves consciousness missing.
    ///
    /// - Returns: nil when no parameter is known at all.
    public init?(_ vitalSigns: VitalSigns) {
        var points: [Parameter: Int] = [:]
        points[.systolicBloodPressure] = vitalSigns.newest(.systolicArterialPressure, .systolicBloodPressure)
            .map { MEWS.systolicPressure($0.value) }
        points[.heartRate] = vitalSigns.value(.heartRate).map(MEWS.heartRate)
        points[.respiratoryRate] = vitalSigns.value(.respiratoryRate).map(MEWS.respiratoryRate)
        points[.temperature] = vitalSigns.value(.bodyTemperature).map(MEWS.temperature)
        points[.consciousness] = vitalSigns.newest(.consciousness, .glasgowComaScale)
            .flatMap { channel, value in
                channel == .consciousness ? MEWS.consciousness(value) : MEWS.comaScale(value)
            }
        guard !points.isEmpty else { return nil }
        self.points = points
    }

    /// Points for systolic pressure in mm[Hg].
    public static func systolicPressure(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...70: 3
        case ...80: 2
        case ...100: 1
        case ...199: 0
        default: 2
        }
    }

    /// Points for the heart rate per minute.
    public static func heartRate(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...40: 2
        case ...50: 1
        case ...100: 0
        case ...110: 1
        case ...129: 2
        default: 3
        }
    }

    /// Points for breaths per minute.
    public static func respiratoryRate(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...8: 2
        case ...14: 0
        case ...20: 1
        case ...29: 2
        default: 3
        }
    }

    /// Points for temperature in Cel.
    public static func temperature(_ value: Double) -> Int {
        switch ChartedPrecision.tenths(value) {
        case ...349: 2
        case ...384: 0
        default: 2
        }
    }

    /// Points for consciousness on the ACVPU scale as ``ChannelID/consciousness`` numbers it.
    public static func consciousness(_ value: Double) -> Int {
        switch ChartedPrecision.wholes(value) {
        case ...1: 0
        case 2: 1
        case 3: 2
        default: 3
        }
    }

    private static func comaScale(_ value: Double) -> Int? {
        switch ChartedPrecision.wholes(value) {
        case 15...: 0
        case ...3: 3
        default: nil
        }
    }
}
