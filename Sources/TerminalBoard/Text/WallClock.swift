public import ClinicalDomain

/// Times of day as they stand on the wall where the board hangs.
public struct WallClock: Hashable, Sendable {
    /// Seconds that local time is ahead of UTC.
    public let utcOffsetSeconds: Int
    /// What the zone is called.
    public let zone: String

    /// A clock by its distance from UTC.
    public init(utcOffsetSeconds: Int = 0, zone: String = "UTC") {
        (self.utcOffsetSeconds, self.zone) = (utcOffsetSeconds, zone)
    }

    /// Hours and minutes: "14:03".
    public func time(_ instant: Instant) -> String { String(iso(instant).dropFirst(11).prefix(5)) }

    /// Year, month and day: "2026-11-23".
    public func date(_ instant: Instant) -> String { String(iso(instant).prefix(10)) }

    /// Month and day: "11-23".
    public func day(_ instant: Instant) -> String { String(iso(instant).dropFirst(5).prefix(5)) }

    /// The time today, else day and time: "14:03", "11-23 14:03".
    public func timeOrDay(_ instant: Instant, now: Instant) -> String {
        date(instant) == date(now) ? time(instant) : "\(day(instant)) \(time(instant))"
    }

    /// Milliseconds of local time since midnight of 1970-01-01.
    func localMilliseconds(_ instant: Instant) -> Int64 {
        instant.millisecondsSince1970 + Int64(utcOffsetSeconds) * 1000
    }

    private func iso(_ instant: Instant) -> String {
        Instant(millisecondsSince1970: localMilliseconds(instant)).iso8601
    }
}

/// How old something is, in at most four characters.
public enum Age {
    /// "now" below one minute, then "12m", "1h05", "26h", "5d", "2y"; empty for unknown, "-12m" for the future.
    public static func text(of instant: Instant?, at now: Instant) -> String {
        guard let instant else { return "" }
        return text(seconds: now.seconds(since: instant))
    }

    /// The age of so many seconds.
    public static func text(seconds: Double) -> String {
        if seconds < -60 { return "-" + text(seconds: -seconds) }
        let minutes = Int(max(0, min(seconds, 1e12)) / 60)
        switch minutes {
        case 0: return "now"
        case ..<60: return "\(minutes)m"
        case ..<600: return "\(minutes / 60)h\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        case ..<(48 * 60): return "\(minutes / 60)h"
        case ..<(1000 * 1440): return "\(minutes / 1440)d"
        default: return "\(minutes / 525_960)y"
        }
    }
}
