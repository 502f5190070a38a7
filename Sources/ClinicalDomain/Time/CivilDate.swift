/// A date of the proleptic Gregorian calendar, for births and for writing times.
///
/// Day numbers by Howard Hinnant, "chrono-compatible low-level date algorithms" (2013), `days_from_civil`.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Calendar year.
    public let year: Int
    /// Month, 1 to 12.
    public let month: Int
    /// Day of the month, from 1.
    public let day: Int

    /// A date that exists in the calendar; nil otherwise.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilDate.isValid(year, month, day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The date `daysSince1970` days after 1970-01-01.
    public init(daysSince1970: Int64) {
        let shifted = daysSince1970 + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthIndex + 2) / 5 + 1)
        month = Int(monthIndex < 10 ? monthIndex + 3 : monthIndex - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Reads `YYYY-MM-DD`; nil for anything else.
    public init?(iso8601 text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // `Int` would take a sign as well: "2026-+1-23".
        guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }), parts.count == 3,
            parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days from 1970-01-01.
    public var daysSince1970: Int64 { CivilDate.daysSince1970(year, month, day) }

    /// Midnight UTC at the start of the date.
    public var startOfDay: Instant { Instant(millisecondsSince1970: daysSince1970 * 86_400_000) }

    /// `YYYY-MM-DD`.
    public var description: String {
        let text = String(year)
        let padded = String(repeating: "0", count: max(0, 4 - text.count)) + text
        return "\(padded)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// Earlier dates sort first.
    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// Age in years at an instant, as a fraction of mean Gregorian years of 365.2425 days; never negative.
    public func age(at instant: Instant) -> Double {
        max(0, instant.hours(since: startOfDay) / (24 * 365.2425))
    }

    static func isValid(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return day <= (month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31)
    }

    static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    /// Quotient rounded towards negative infinity, and the remainder, which is never negative for a positive divisor.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
