public import ClinicalDomain

/// The site's clock on the wall: days and hours as people on the ward count them.
public struct SiteTime: Sendable {
    /// The name of the time zone.
    public var name: String
    private let offset: @Sendable (Instant) -> Double

    /// Coordinated universal time.
    public static let utc = SiteTime(name: "UTC") { _ in 0 }

    /// A clock.
    ///
    /// - Parameters:
    ///   - name: of the time zone.
    ///   - offset: of local time from UTC at an instant, in seconds.
    public init(name: String, offset: @escaping @Sendable (Instant) -> Double) {
        (self.name, self.offset) = (name, offset)
    }

    /// The day of an instant, as the number of days since 1970-01-01.
    func day(_ instant: Instant) -> Int { Int((local(instant) / 86_400).rounded(.down)) }

    /// The hour of an instant, 0 to 23.
    func hour(_ instant: Instant) -> Int {
        Int(((local(instant) - Double(day(instant)) * 86_400) / 3600).rounded(.down))
    }

    /// `2026-11-23`.
    static func name(ofDay day: Int) -> String {
        String(Instant(millisecondsSince1970: Int64(day) * 86_400_000).iso8601.prefix(10))
    }

    /// `2026-11-23 14:02`.
    func text(_ instant: Instant) -> String {
        String(instant.advanced(bySeconds: offset(instant)).iso8601.prefix(16)).replacing("T", with: " ")
    }

    /// A stretch of time by days, with the hours of each.
    func days(from start: Instant, to end: Instant) -> [(day: Int, hours: Double)] {
        var days: [(day: Int, hours: Double)] = []
        var start = start
        while start < end {
            let day = day(start)
            var next = start.advanced(bySeconds: Double(day + 1) * 86_400 - local(start))
            // The day on which clocks are put back or forward is longer or shorter, unless they are at its very end.
            let changed = next.advanced(bySeconds: offset(start) - offset(next))
            if self.day(changed) > day { next = changed }
            let stop = min(max(next, start.advanced(bySeconds: 1)), end)
            days.append((day, stop.hours(since: start)))
            start = stop
        }
        return days
    }

    private func local(_ instant: Instant) -> Double { instant.secondsSince1970 + offset(instant) }
}
