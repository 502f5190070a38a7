internal import ClinicalDomain

/// How the times of one file become instants.
struct CSVTimes: Sendable {
    /// What to do with a local time that comes twice, when the clocks go back.
    enum RepeatedHour: String, Sendable, CaseIterable {
        /// It cannot be told which one was meant.
        case refuse
        /// The one before the clocks went back.
        case first
        /// The one after.
        case second
    }

    /// The form of `effective`, `issued`, `admitted` and `discharged`; nil: ISO 8601.
    var timeFormat: CSVTimeFormat?
    /// The form of `birthDate`; nil: YYYY-MM-DD.
    var dateFormat: CSVTimeFormat?
    /// The zone of times without an offset; nil: none is known.
    var zone: CSVTimeZone?
    /// What to do with the hour that comes twice.
    var repeatedHour = RepeatedHour.refuse

    /// Times that are ISO 8601 with an offset, and nothing else.
    static let withOffset = CSVTimes()

    /// Local times as databases and spreadsheets write them without being asked.
    private static let localForms = [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm:ss.SSS", "yyyy-MM-dd'T'HH:mm:ss.SSS", "yyyy-MM-dd",
    ].compactMap { CSVTimeFormat($0) }

    /// The instant of a text, or what was expected.
    func instant(_ text: String) -> Result<Instant, Hint> {
        if let timeFormat {
            guard let local = timeFormat.read(text) else { return .failure("expected a time as time-format says") }
            return instant(local)
        }
        let isDate = text.utf8.count <= 10
        if !isDate, let instant = Instant(iso8601: text) { return .success(instant) }
        if let zone, let local = Self.localForms.lazy.compactMap({ $0.read(text) }).first {
            return instant(local, zone)
        }
        if isDate, let instant = Instant(iso8601: text) { return .success(instant) }
        return .failure("expected ISO 8601 with an offset, 2026-11-23T01:02:03Z")
    }

    /// The date of a text, or what was expected.
    func date(_ text: String) -> Result<CivilDate, Hint> {
        if let dateFormat {
            return dateFormat.read(text).map { .success($0.date) } ?? .failure("expected a date as date-format says")
        }
        return CivilDate(iso8601: text).map { .success($0) } ?? .failure("expected YYYY-MM-DD")
    }

    private func instant(_ local: CSVTimeFormat.LocalTime) -> Result<Instant, Hint> {
        if let offset = local.offset { return .success(Self.instant(local, offset: offset * 60)) }
        guard let zone else {
            return .failure("a time without an offset needs time-zone in the file or site.time_zone")
        }
        return instant(local, zone)
    }

    private func instant(_ local: CSVTimeFormat.LocalTime, _ zone: CSVTimeZone) -> Result<Instant, Hint> {
        let offsets = zone.offsets(local.seconds)
        switch (offsets.first, offsets.last) {
        case (let first?, let last?) where first == last || repeatedHour == .first:
            return .success(Self.instant(local, offset: first))
        case (_, let last?) where repeatedHour == .second: return .success(Self.instant(local, offset: last))
        case (nil, _): return .failure("this hour was left out when the clocks went forward; check time-zone")
        default: return .failure("this hour came twice; export times in UTC, or say repeated-hour=first or second")
        }
    }

    private static func instant(_ local: CSVTimeFormat.LocalTime, offset: Int) -> Instant {
        Instant(millisecondsSince1970: (local.date.daysSince1970 * 86_400 - Int64(offset)) * 1000 + local.milliseconds)
    }
}

/// What was expected, for the quarantine.
struct Hint: Error, Hashable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral text: String) { self.text = text }
}
