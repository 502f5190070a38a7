public import ClinicalDomain

/// How the values of one channel went up to a moment, and the words for it.
///
/// | course | when | words |
/// | --- | --- | --- |
/// | not measured | the last value is ``staleHours`` old or older | respiratory rate not measured for 9 h, last 22 |
/// | rising, falling | it differs by a standard deviation or more | respiratory rate rising 18 → 27 over 4 h |
/// | high, low | it is outside of what is usual | oxygen saturation low at 88 % for 3 h |
/// | usual | otherwise | heart rate usual at 82 |
///
/// A change is one from the last value that is at least `overHours` older, or else the first of the last
/// ``trendHours``; it is said to begin with the last value that is no more than a tenth of it from where it came from.
public struct ChannelCourse: Hashable, Sendable {
    /// From this age on, in hours, a value is called not measured; twice the four hours between rounds on a ward.
    public static let staleHours = 8.0
    /// No change is looked for further back, in hours.
    public static let trendHours = 12.0

    /// The course.
    public let course: AlertEvidence.Course
    /// The value in force.
    public let now: Double
    /// The earlier value that it is compared with, where there is one.
    public let before: Double?
    /// Hours between the two.
    public let overHours: Double?
    /// How long it has been high or low, or has not been measured, in hours.
    public let forHours: Double?

    /// The course of some values.
    ///
    /// - Parameters:
    ///   - readings: newest first.
    ///   - moment: when it is told; not before the newest reading.
    ///   - overHours: how much older a value has to be to be compared with.
    ///   - usual: the values that are not remarked on.
    ///   - deviation: the standard deviation of the channel.
    /// - Returns: nil without a reading.
    public init?(
        _ readings: [VitalSigns.Reading], at moment: Instant, overHours: Double = 4, usual: ClosedRange<Double>,
        deviation: Double
    ) {
        guard let newest = readings.first else { return nil }
        now = newest.value
        let earlier = readings.dropFirst().filter { newest.effective.hours(since: $0.effective) <= Self.trendHours }
        let base = earlier.first { newest.effective.hours(since: $0.effective) >= overHours } ?? earlier.last
        let change = base.map { newest.value - $0.value } ?? 0
        let isTrend = base != nil && abs(change) >= deviation
        let origin = !isTrend ? base : earlier.first { (newest.value - $0.value) / change >= 0.9 } ?? base
        before = origin?.value
        self.overHours = origin.map { newest.effective.hours(since: $0.effective) }

        let age = moment.hours(since: newest.effective)
        if age >= Self.staleHours {
            (course, forHours) = (.notMeasured, age)
        } else if isTrend {
            (course, forHours) = (change > 0 ? .rising : .falling, nil)
        } else if !usual.contains(newest.value) {
            let isHigh = newest.value > usual.upperBound
            let first = readings.prefix { isHigh ? $0.value > usual.upperBound : $0.value < usual.lowerBound }.last
            (course, forHours) = (isHigh ? .high : .low, moment.hours(since: (first ?? newest).effective))
        } else {
            (course, forHours) = (.usual, nil)
        }
    }

    /// The course as a nurse would say it.
    public func words(for channel: ChannelID) -> String {
        let text = ChannelText(channel: channel)
        let duration = forHours.map { ChannelText.duration(hours: $0) } ?? ""
        switch course {
        case .notMeasured: return "\(text.name) not measured for \(duration), last \(text.value(now))"
        case .rising, .falling:
            let change =
                "\(before.map { text.number($0) } ?? "") → \(text.value(now)) over "
                + ChannelText.duration(hours: overHours ?? 0)
            return channel == .consciousness ? "\(text.name) \(change)" : "\(text.name) \(course.rawValue) \(change)"
        case .high, .low:
            // Neither a level of consciousness nor a flow of oxygen is high as a rate is.
            let adjective = [.consciousness, .supplementalOxygen].contains(channel) ? "" : "\(course.rawValue) "
            // What has just been found has no duration yet.
            let since = (forHours ?? 0) * 60 < 1 ? "" : " for \(duration)"
            return "\(text.name) \(adjective)at \(text.value(now))\(since)"
        case .usual:
            if channel == .supplementalOxygen { return "no \(text.name)" }
            return "\(text.name) \(channel == .consciousness ? "" : "usual ")at \(text.value(now))"
        }
    }
}
