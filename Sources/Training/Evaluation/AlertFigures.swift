/// What an alert policy does on scored stays: how much it catches, how early, and what it asks of people.
///
/// The window is ``windowHours``. An event is caught when an alert was raised before it, at most that long before; an
/// alert raised earlier does not count, even if it is still in force. Alerts raised from the event on are work like all
/// others, but neither right nor wrong.
public struct AlertFigures: Sendable, Hashable, Codable {
    /// How long before an event an alert counts as its warning.
    public static let windowHours = 24.0

    /// The score from which on an alert was raised.
    public var threshold: Double
    /// Alerts raised.
    public var alerts: Int
    /// Events after the first step of their stay: those that could have been caught.
    public var events: Int
    /// Time under observation in days.
    public var patientDays: Double
    /// Time in alarm in hours.
    public var hoursInAlarm: Double
    /// Share of ``events`` that were caught.
    public var alertSensitivity: Double?
    /// Share of alerts, but for those raised from an event on, that an event followed within the window.
    public var alertPositivePredictiveValue: Double?
    /// Alerts for 100 patient-days.
    public var alertsPer100PatientDays: Double?
    /// Alerts to look at for each that an event followed: 1 / ``alertPositivePredictiveValue``.
    public var numberNeededToEvaluate: Double?
    /// Tenth percentile of the lead times: hours from the first alert in the window to the event, of caught events.
    public var leadTime10: Double?
    /// Median of the lead times in hours.
    public var leadTime50: Double?
    /// Ninetieth percentile of the lead times in hours.
    public var leadTime90: Double?
    /// Caught events by whole hours of lead time, from less than one hour to the window's last.
    public var leadTimeCounts: [Int]
    /// Share of stays with an event that were in alarm for more than a quarter of their time.
    public var longAlarmShare: Double?
    /// Share of all time in alarm.
    public var alarmTimeShare: Double?

    /// The figures of a replay; nil when the time of an event is not known in a stay that has the outcome.
    public init?(scored: [ScoredStay], replay: AlertReplay) {
        guard Self.canBeMeasured(scored) else { return nil }
        let sample = EvaluationSample(stays: scored, replay: replay)
        self.init(sample: sample, table: sample.table(), threshold: replay.threshold)
    }

    init(sample: EvaluationSample, table: MeasureTable, threshold: Double) {
        let sums = sample.sums()
        self.threshold = threshold
        (alerts, events) = (Int(sums[.alerts]), Int(sums[.events]))
        (patientDays, hoursInAlarm) = (sums[.hours] / 24, sums[.alarmHours])
        alertSensitivity = table[.alertSensitivity].finite
        alertPositivePredictiveValue = table[.alertPositivePredictiveValue].finite
        alertsPer100PatientDays = table[.alertsPer100PatientDays].finite
        numberNeededToEvaluate = table[.numberNeededToEvaluate].finite
        leadTime10 = table[.leadTime10].finite
        leadTime50 = table[.leadTime50].finite
        leadTime90 = table[.leadTime90].finite
        leadTimeCounts = sample.leadTimeCounts
        longAlarmShare = table[.longAlarmShare].finite
        alarmTimeShare = table[.alarmTimeShare].finite
    }

    static func canBeMeasured(_ scored: [ScoredStay]) -> Bool {
        scored.allSatisfy { !$0.hasOutcome || $0.firstEvent != nil }
    }
}

/// One prediction for each stay, the score of its last step that was asked about.
///
/// For outcomes of the whole stay, such as death. For an outcome within hours the last step says when the record ended,
/// not what the model knew.
public struct StayFigures: Sendable, Hashable, Codable {
    /// Area under the receiver operating characteristic.
    public var stayAUROC: Double?
    /// Area under the precision-recall curve (average precision).
    public var stayAUPRC: Double?
    /// Brier score; nil for scores that are not probabilities.
    public var stayBrierScore: Double?
    /// Event 1 of the 2012 challenge: the lower of sensitivity and positive predictive value at the threshold.
    public var event1: Double?
    /// Event 2 of the 2012 challenge, see ``HosmerLemeshow``; nil for scores that are not probabilities.
    public var event2: Double?
    /// Hosmer–Lemeshow statistic over deciles; nil for scores that are not probabilities.
    public var hosmerLemeshow: Double?

    init(_ table: MeasureTable) {
        (stayAUROC, stayAUPRC) = (table[.stayAUROC].finite, table[.stayAUPRC].finite)
        (stayBrierScore, event1) = (table[.stayBrierScore].finite, table[.event1].finite)
        (event2, hosmerLemeshow) = (table[.event2].finite, table[.hosmerLemeshow].finite)
    }
}
