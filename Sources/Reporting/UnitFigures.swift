internal import ClinicalDomain

/// Alerts and answers of one unit, or of all.
public struct UnitFigures: Sendable, Hashable, Encodable {
    /// The unit, empty where it is not known; nil for all.
    public var unit: String?
    /// Patients who were there.
    public var patients: Int
    /// Days that they spent there and were watched: from admission or the first value, whichever came later.
    public var patientDays: Double
    /// Clinical alerts raised.
    public var alerts: Int
    /// Clinical alerts for 100 patient-days; nil without patient-days.
    public var alertsPer100PatientDays: Double?
    /// Clinical alerts by what asked first.
    public var reasons: [String: Int]
    /// Clinical alerts that were only recorded (shadow mode).
    public var shadow: Int
    /// Clinical alerts raised in quiet hours that could wait for their end.
    public var quiet: Int
    /// Clinical alerts that people were to be told of and were not: they, or the period, were over before quiet hours.
    public var untold: Int
    /// Hours of the patient-days in which clinical alerts were in force, shadow mode not counted.
    public var hoursInAlarm: Double
    /// Share of the patient-days in alarm, 0 to 1; nil without patient-days.
    public var alarmTimeShare: Double?
    /// Technical alerts raised.
    public var technical: Int
    /// What became of the clinical alerts that people were told of.
    public var answers: AnswerFigures

    init(_ unit: String?, _ period: WardPeriod) {
        self.unit = unit
        func isHere(_ other: String) -> Bool { unit == nil || unit == other }
        let stretches = period.stretches.filter { isHere($0.unit) }
        let clinical = period.clinical.filter { isHere($0.unit) }
        patients = Set(stretches.map(\.person)).count
        patientDays = stretches.reduce(0) { $0 + $1.hours } / 24
        alerts = clinical.count
        alertsPer100PatientDays = Self.rate(alerts, patientDays)
        reasons = clinical.reasonCounts
        shadow = clinical.count { $0.alert.isShadow }
        quiet = clinical.count { !$0.alert.isShadow && $0.quietUntil != nil }
        let told = period.told.filter { isHere($0.course.unit) }
        untold = alerts - shadow - told.count
        hoursInAlarm = period.alarm.filter { isHere($0.unit) }.reduce(0) { $0 + $1.hours }
        alarmTimeShare = patientDays > 0 ? hoursInAlarm / 24 / patientDays : nil
        technical = period.raised.count {
            $0.alert.reason.isTechnical && isHere($0.unit) && (unit == nil || $0.person != nil)
        }
        answers = AnswerFigures(told)
    }

    static func rate(_ alerts: Int, _ patientDays: Double) -> Double? {
        patientDays > 0 ? 100 * Double(alerts) / patientDays : nil
    }
}

extension [WardRecord.AlertCourse] {
    /// How many there are of each reason; those that do not occur are left out.
    var reasonCounts: [String: Int] { reduce(into: [:]) { $0[$1.alert.reason.rawValue, default: 0] += 1 } }
}
