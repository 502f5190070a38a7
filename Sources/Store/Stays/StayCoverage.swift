import ClinicalDomain

/// Which stay of a patient a value belongs to whose sender names none.
///
/// 1. Of the stays that cover its time, the one that began last.
/// 2. Else the nearest stay that ended before it or began after it by no more than ``nearHours``: the monitor in the
///    emergency department before the admission was typed in, and the one left on after the discharge.
/// 3. Else the implicit stay, without a visit number.
///
/// A stay covers the time from its admission (or the earliest time at which it was named) to its discharge. The
/// implicit stay takes part in 1 and 2 only when ADT messages without a visit number run it. The rule looks at stays
/// and times alone, so what it says does not depend on the order of arrival once all stays are known.
struct StayCoverage {
    /// How far a value may lie outside of a stay, in hours.
    static let nearHours = 12.0

    private let candidates: [StayRow]
    private let implicit: StayRow?

    /// The rule for a patient's stays.
    init(_ stays: [StayRow]) {
        implicit = stays.first { !$0.isNumbered && $0.state != .merged }
        candidates = stays.filter { $0.state == .begun && $0.isKnown }
    }

    /// Whether everything belongs to the implicit stay.
    var isTrivial: Bool { candidates.isEmpty }

    /// The stay at that time; nil for an implicit stay that does not exist yet.
    func stay(at time: Instant) -> StayRow? {
        if candidates.isEmpty { return implicit }
        let covering = candidates.lazy.filter { $0.start <= time && time <= $0.discharged ?? time }
        if let last = covering.max(by: { ($0.start, $0.visitNumber) < ($1.start, $1.visitNumber) }) { return last }
        let near = candidates.map { (stay: $0, hours: StayCoverage.hours(from: $0, to: time)) }
            .filter { $0.hours <= StayCoverage.nearHours }
        return near.min { ($0.hours, $0.stay.visitNumber) < ($1.hours, $1.stay.visitNumber) }?.stay ?? implicit
    }

    /// Whether a stay that is known began after a time: then an implicit one without later values is over.
    func begins(after time: Instant) -> Bool { candidates.contains { $0.start > time } }

    /// Hours from a stay that does not cover a time to that time.
    private static func hours(from stay: StayRow, to time: Instant) -> Double {
        let near = stay.discharged.map { $0 < time } ?? false ? stay.discharged ?? time : stay.start
        return abs(Double(near.millisecondsSince1970) - Double(time.millisecondsSince1970)) / 3_600_000
    }
}
