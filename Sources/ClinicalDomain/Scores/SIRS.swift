/// The criteria of the systemic inflammatory response syndrome.
///
/// | parameter | 1 |
/// | --- | --- |
/// | temperature °C | < 36.0 or > 38.0 |
/// | heart rate /min | > 90 |
/// | respiration | rate > 20 /min, or arterial pCO2 < 32 mmHg |
/// | leukocytes 10⁹/L | < 4.0 or > 12.0 |
///
/// The paper's alternative for leukocytes, more than 10 % immature forms, has no channel and is not looked at. Values
/// between are first rounded half up to the precision of the chart, as in ``NEWS2``: whole numbers, temperature and
/// leukocytes to one decimal. A missing parameter scores nothing and makes the score partial.
///
/// Source: R. C. Bone and others, Definitions for Sepsis and Organ Failure and Guidelines for the Use of Innovative
/// Therapies in Sepsis, the ACCP/SCCM Consensus Conference Committee, Chest 101 (1992) 1644–1655.
public struct SIRS: PointScore {
    /// The four criteria.
    public enum Parameter: String, Sendable, CaseIterable {
        /// Temperature.
        case temperature
        /// Heart rate.
        case heartRate
        /// Breaths per minute or arterial pCO2.
        case respiration
        /// Leukocytes.
        case leukocytes
    }

    /// The points of each parameter that was known.
    public let points: [Parameter: Int]

    /// Whether two criteria or more are met; nil when that hangs on what is missing.
    public var isPositive: Bool? { reaches(2) }

    /// Scores the vital signs in force, with `leukocytes` and `arterialCarbonDioxide` where they are known.
    ///
    /// Either measurement of respiration can meet the criterion. A normal pCO2 alone does not refute it, for the rate
    /// may still be fast: respiration is then missing.
    ///
    /// - Returns: nil when no parameter is known at all.
    public init?(_ vitalSigns: VitalSigns) {
        var points: [Parameter: Int] = [:]
        points[.temperature] = vitalSigns.value(.bodyTemperature).map(SIRS.temperature)
        points[.heartRate] = vitalSigns.value(.heartRate).map(SIRS.heartRate)
        points[.respiration] = SIRS.respiration(
            rate: vitalSigns.value(.respiratoryRate),
            arterialCarbonDioxide: vitalSigns.value(ChannelID("arterialCarbonDioxide")))
        points[.leukocytes] = vitalSigns.value(ChannelID("leukocytes")).map(SIRS.leukocytes)
        guard !points.isEmpty else { return nil }
        self.points = points
    }

    /// Points for temperature in Cel.
    public static func temperature(_ value: Double) -> Int {
        360...380 ~= ChartedPrecision.tenths(value) ? 0 : 1
    }

    /// Points for the heart rate per minute.
    public static func heartRate(_ value: Double) -> Int { ChartedPrecision.wholes(value) > 90 ? 1 : 0 }

    /// Points for breaths per minute and arterial pCO2 in mm[Hg]; nil when neither meets nor the rate refutes it.
    public static func respiration(rate: Double?, arterialCarbonDioxide: Double?) -> Int? {
        let isFast = rate.map { ChartedPrecision.wholes($0) > 20 }
        let isHypocapnic = arterialCarbonDioxide.map { ChartedPrecision.wholes($0) < 32 }
        if isFast == true || isHypocapnic == true { return 1 }
        return isFast == nil ? nil : 0
    }

    /// Points for leukocytes in 10*3/uL, which is 10⁹/L.
    public static func leukocytes(_ value: Double) -> Int {
        40...120 ~= ChartedPrecision.tenths(value) ? 0 : 1
    }
}
