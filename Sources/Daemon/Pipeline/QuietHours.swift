public import Foundation

/// Hours of the day in which nobody is told of what can wait.
public struct QuietHours: Sendable, Hashable {
    /// The minute after midnight at which they begin.
    public var from: Int
    /// The minute after midnight at which they end; before ``from``, on the next day.
    public var to: Int

    /// Hours from a minute of the day to another.
    public init(from: Int, to: Int) { (self.from, self.to) = (from, to) }

    /// Hours written as `22:00-06:00`; nil for anything else.
    public init?(_ text: String) {
        let minutes = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minuteOfDay($0) }
        guard minutes.count == 2, let from = minutes[0], let to = minutes[1], from != to else { return nil }
        self.init(from: from, to: to)
    }

    /// The minute of the day of a time written as `06:00`; nil for anything else.
    public static func minuteOfDay(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isWholeNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    /// When the hours end that a moment lies in; nil for a moment outside.
    ///
    /// - Parameters:
    ///   - date: the moment.
    ///   - timeZone: the site's.
    public func end(at date: Date, in timeZone: TimeZone) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let now = calendar.dateComponents([.hour, .minute], from: date)
        let minute = (now.hour ?? 0) * 60 + (now.minute ?? 0)
        let isInside = from < to ? (from..<to).contains(minute) : minute >= from || minute < to
        guard isInside else { return nil }
        // The calendar knows about days of 23 and 25 hours.
        return calendar.nextDate(
            after: date, matching: DateComponents(hour: to / 60, minute: to % 60), matchingPolicy: .nextTime)
    }
}
