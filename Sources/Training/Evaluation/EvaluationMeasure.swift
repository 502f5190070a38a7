/// The measures that have an interval, by the names that files use.
///
/// The definitions are those of the properties of the same name in ``EvaluationFigures``, ``AlertFigures`` and
/// ``StayFigures``.
public enum EvaluationMeasure: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    /// Area under the receiver operating characteristic, by step.
    case auroc
    /// Area under the precision-recall curve, by step.
    case auprc
    /// Brier score, by step.
    case brierScore
    /// Calibration intercept, by step.
    case calibrationIntercept
    /// Calibration slope, by step.
    case calibrationSlope
    /// Integrated calibration index, by step.
    case integratedCalibrationIndex
    /// Normalized utility of the 2019 challenge.
    case normalizedUtility
    /// Share of stays with the outcome in which a positive step was called.
    case eventSensitivity
    /// Share of calls that were right, by step.
    case positivePredictiveValue
    /// Share of events that an alert came before.
    case alertSensitivity
    /// Share of alerts that an event followed.
    case alertPositivePredictiveValue
    /// Alerts for 100 patient-days.
    case alertsPer100PatientDays
    /// Alerts to look at for each that an event followed.
    case numberNeededToEvaluate
    /// Tenth percentile of the lead times, in hours.
    case leadTime10
    /// Median of the lead times, in hours.
    case leadTime50
    /// Ninetieth percentile of the lead times, in hours.
    case leadTime90
    /// Share of stays with an event that were in alarm for more than a quarter of their time.
    case longAlarmShare
    /// Share of all time in alarm.
    case alarmTimeShare
    /// AUROC of one prediction for each stay.
    case stayAUROC
    /// AUPRC of one prediction for each stay.
    case stayAUPRC
    /// Brier score of one prediction for each stay.
    case stayBrierScore
    /// Event 1 of the 2012 challenge.
    case event1
    /// Event 2 of the 2012 challenge.
    case event2
    /// Hosmer–Lemeshow statistic.
    case hosmerLemeshow
}

/// A number with its interval.
public struct Estimate: Sendable, Hashable, Codable {
    /// The number, from the patients as they are.
    public var value: Double
    /// Its 95 % interval; nil without a bootstrap, or where too many draws could not be measured.
    public var interval: ConfidenceInterval?

    /// An estimate of its parts.
    public init(value: Double, interval: ConfidenceInterval? = nil) {
        (self.value, self.interval) = (value, interval)
    }
}

/// A value for each measure; not a number where it is not defined.
struct MeasureTable: Sendable {
    private var values = Array(repeating: Double.nan, count: Self.indices.count)

    private static let indices = Dictionary(
        uniqueKeysWithValues: EvaluationMeasure.allCases.enumerated().map { ($1, $0) })

    subscript(measure: EvaluationMeasure) -> Double {
        get { values[Self.indices[measure, default: 0]] }
        set { values[Self.indices[measure, default: 0]] = newValue }
    }
}
