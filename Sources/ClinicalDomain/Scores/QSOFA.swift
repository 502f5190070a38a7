/// The quick Sequential Organ Failure Assessment of Sepsis-3.
///
/// | parameter | 1 |
/// | --- | --- |
/// | respiratory rate /min | ≥ 22 |
/// | systolic pressure mmHg | ≤ 100 |
/// | mentation | altered: Glasgow Coma Scale below 15, or anything but Alert |
///
/// Values between are first rounded half up to whole numbers, as in ``NEWS2``: 21.5 breaths are 22. A missing parameter
/// scores nothing and makes the score partial.
///
/// Source: M. Singer and others, The Third International Consensus Definitions for Sepsis and Septic Shock (Sepsis-3),
/// JAMA 315 (2016) 801–810.
public struct QSOFA: PointScore {
    /// The three parameters of the score.
    public enum Parameter: String, Sendable, CaseIterable {
        /// Breaths per minute.
        case respiratoryRate
        /// Systolic blood pressure.
        case systolicBloodPressure
        /// Altered mentation.
        case mentation
    }

    /// The points of each parameter that was known.
    public let points: [Parameter: Int]

    /// Whether the score is 2 or more; nil when that hangs on what is missing.
    public var isPositive: Bool? { reaches(2) }

    /// Scores the vital signs in force.
    ///
    /// Of arterial line and cuff, and of ACVPU and the Glasgow Coma Scale, the newer value counts, and of equally new
    /// ones the first.
    ///
    /// - Returns: nil when no parameter is known at all.
    public init?(_ vitalSigns: VitalSigns) {
        var points: [Parameter: Int] = [:]
        points[.respiratoryRate] = vitalSigns.value(.respiratoryRate).map(QSOFA.respiratoryRate)
        points[.systolicBloodPressure] = vitalSigns.newest(.systolicArterialPressure, .systolicBloodPressure)
            .map { QSOFA.systolicPressure($0.value) }
        points[.mentation] = vitalSigns.newest(.consciousness, .glasgowComaScale)
            .map { channel, value in
                let rounded = ChartedPrecision.wholes(value)
                return (channel == .consciousness ? rounded > 0 : rounded < 15) ? 1 : 0
            }
        guard !points.isEmpty else { return nil }
        self.points = points
    }

    /// Points for breaths per minute.
    public static func respiratoryRate(_ value: Double) -> Int { ChartedPrecision.wholes(value) >= 22 ? 1 : 0 }

    /// Points for systolic pressure in mm[Hg].
    public static func systolicPressure(_ value: Double) -> Int { ChartedPrecision.wholes(value) <= 100 ? 1 : 0 }
}
