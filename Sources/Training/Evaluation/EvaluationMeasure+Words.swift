extension EvaluationMeasure {
    /// What a measure is about.
    public enum Family: String, Sendable, CaseIterable {
        /// How well scores tell who has the outcome.
        case discrimination
        /// Whether probabilities mean what they say.
        case calibration
        /// Calls, step by step, at the threshold of a call.
        case calls
        /// Alerts as the policy raises them, at the threshold of an alert.
        case alerts
        /// One prediction for each stay.
        case stays
    }

    /// Which values are good.
    public enum Goal: Sendable, Hashable {
        /// More is better.
        case higher
        /// Less is better.
        case lower
        /// The nearer to this value the better.
        case near(Double)
        /// Neither: it says what kind of warning people get.
        case none
    }

    /// How a measure is told to people.
    public struct Words: Sendable, Hashable {
        /// Its name, with its unit.
        public let name: String
        /// What it is, as half a sentence.
        public let meaning: String
        /// What it is about.
        public let family: Family
        /// Which values are good.
        public let goal: Goal
        /// Digits after the point.
        public let digits: Int

        init(_ name: String, _ family: Family, _ goal: Goal, digits: Int = 3, _ meaning: String) {
            (self.name, self.family, self.goal, self.digits, self.meaning) = (name, family, goal, digits, meaning)
        }
    }

    /// How it is told to people.
    public var words: Words {
        switch self {
        case .auroc:
            Words("AUROC", .discrimination, .higher, "area under the receiver operating characteristic, by step")
        case .auprc:
            Words("AUPRC", .discrimination, .higher, "average precision, by step; chance gives the share of such steps")
        case .brierScore:
            Words("Brier score", .calibration, .lower, digits: 4, "mean squared difference of probability and outcome")
        case .calibrationIntercept:
            Words("calibration intercept", .calibration, .near(0), "log-odds by which risks are too low on the whole")
        case .calibrationSlope:
            Words("calibration slope", .calibration, .near(1), digits: 2, "below 1: high risks too high, low too low")
        case .integratedCalibrationIndex:
            Words(
                "integrated calibration index", .calibration, .lower, digits: 4,
                "mean distance of the risk from the smoothed observed share")
        case .normalizedUtility:
            Words("normalized utility", .calls, .higher, "PhysioNet/CinC Challenge 2019: 1 is best, 0 is silence")
        case .eventSensitivity:
            Words("sensitivity of calls", .calls, .higher, "share of stays with the outcome with a right call")
        case .positivePredictiveValue:
            Words("PPV of calls", .calls, .higher, "share of calls that were right, by step")
        case .alertSensitivity:
            Words("sensitivity of alerts", .alerts, .higher, "share of events with an alert in the 24 h before")
        case .alertPositivePredictiveValue:
            Words("PPV of alerts", .alerts, .higher, "share of alerts that an event followed within 24 h")
        case .alertsPer100PatientDays:
            Words("alerts per 100 patient-days", .alerts, .lower, digits: 1, "alerts raised by the policy")
        case .numberNeededToEvaluate:
            Words("number needed to evaluate", .alerts, .lower, digits: 1, "alerts for each that an event followed")
        case .leadTime10:
            Words(
                "lead time, 10th percentile (h)", .alerts, .none, digits: 1, "from the first alert in 24 h to the event"
            )
        case .leadTime50:
            Words("lead time, median (h)", .alerts, .none, digits: 1, "from the first alert in 24 h to the event")
        case .leadTime90:
            Words(
                "lead time, 90th percentile (h)", .alerts, .none, digits: 1, "from the first alert in 24 h to the event"
            )
        case .longAlarmShare:
            Words(
                "long alarms", .alerts, .lower, "share of stays with an event in alarm for more than a quarter of it")
        case .alarmTimeShare:
            Words("time in alarm", .alerts, .lower, "share of all time under observation")
        case .stayAUROC:
            Words("AUROC of stays", .stays, .higher, "one prediction for each stay, of its last step")
        case .stayAUPRC:
            Words("AUPRC of stays", .stays, .higher, "one prediction for each stay, of its last step")
        case .stayBrierScore:
            Words("Brier score of stays", .stays, .lower, digits: 4, "one prediction for each stay, of its last step")
        case .event1:
            Words("event 1", .stays, .higher, "PhysioNet/CinC Challenge 2012: the lower of sensitivity and PPV")
        case .event2:
            Words("event 2", .stays, .lower, digits: 1, "PhysioNet/CinC Challenge 2012: Hosmer–Lemeshow over range")
        case .hosmerLemeshow:
            Words("Hosmer–Lemeshow statistic", .stays, .lower, digits: 1, "over deciles of risk")
        }
    }
}
