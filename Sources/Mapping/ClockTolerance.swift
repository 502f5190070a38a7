internal import ClinicalDomain

/// How far ahead of the clock here a sender's clock may be.
///
/// A value from the future would stay a patient's newest until that time has come and hide what is true now. An hour
/// forgives a clock that is not synchronized or has missed a change to daylight saving.
enum ClockTolerance {
    static let hours = 1.0
    static let hint = "in the future; check the sender's clock, its offset from UTC and site.time_zone"

    static func accepts(_ effective: Instant, received: Instant) -> Bool {
        effective.hours(since: received) <= hours
    }
}
