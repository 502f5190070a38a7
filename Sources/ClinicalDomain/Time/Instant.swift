/// A point in time in UTC, in whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The name and the meaning are those of FHIR's `instant`. Milliseconds, because HL7 v2 and FHIR carry fractions of
/// seconds and an integer compares and stores exactly. Pure arithmetic: reading a clock is the caller's business.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public var millisecondsSince1970: Int64

    /// An instant by its distance from the epoch.
    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// Seconds since 1970-01-01T00:00:00Z, with the fraction.
    public var secondsSince1970: Double { Double(millisecondsSince1970) / 1000 }

    /// The instant `seconds` later (earlier if negative).
    public func advanced(bySeconds seconds: Double) -> Instant {
        Instant(millisecondsSince1970: millisecondsSince1970 + Int64((seconds * 1000).rounded()))
    }

    /// The instant `hours` later (earlier if negative).
    public func advanced(byHours hours: Double) -> Instant { advanced(bySeconds: hours * 3600) }

    /// Hours from `other` to this instant; negative if this one is earlier.
    public func hours(since other: Instant) -> Double {
        Double(millisecondsSince1970 - other.millisecondsSince1970) / 3_600_000
    }

    /// Seconds from `other` to this instant; negative if this one is earlier.
    public func seconds(since other: Instant) -> Double {
        Double(millisecondsSince1970 - other.millisecondsSince1970) / 1000
    }

    /// Earlier instants sort first.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
}
