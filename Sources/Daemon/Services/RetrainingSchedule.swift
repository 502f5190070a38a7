public import ClinicalDomain
public import Foundation

/// When the nightly retraining starts: once a day at a local time.
public struct RetrainingSchedule: Sendable, Hashable {
    private let calendar: Calendar
    private let minuteOfDay: Int

    /// A schedule at so many minutes after local midnight.
    public init(minuteOfDay: Int, timeZone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        (self.calendar, self.minuteOfDay) = (calendar, minuteOfDay)
    }

    /// The first start after `instant`.
    ///
    /// A time that daylight saving skips is moved to the next that exists.
    public func nextStart(after instant: Instant) -> Instant {
        let date = Date(timeIntervalSince1970: instant.secondsSince1970)
        var components = DateComponents()
        (components.hour, components.minute, components.second) = (minuteOfDay / 60, minuteOfDay % 60, 0)
        let next =
            calendar.nextDate(after: date, matching: components, matchingPolicy: .nextTime)
            ?? date.addingTimeInterval(86_400)
        return Instant(millisecondsSince1970: Int64(next.timeIntervalSince1970 * 1000))
    }
}
