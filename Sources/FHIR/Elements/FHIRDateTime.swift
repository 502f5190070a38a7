/// A FHIR R4 `dateTime`, `date` or `instant`: a span of time as long as its precision.
///
///     2026                  a year
///     2026-06               a month
///     2026-06-15            a day
///     2026-06-15T12:00:00Z  a second; fractions make it shorter
///
/// Years are 0001 to 9999. A time of day needs seconds and an offset from UTC. Second 60 is the first second of the
/// next minute. Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/datatypes.html#dateTime>.
public struct FHIRDateTime: Hashable, Sendable {
    /// How much of the time is stated.
    public enum Precision: Int, Comparable, Sendable {
        /// `YYYY`.
        case year
        /// `YYYY-MM`.
        case month
        /// `YYYY-MM-DD`.
        case day
        /// To the minute: only in searches.
        case minute
        /// To the second.
        case second
        /// To the millisecond; finer digits are cut off.
        case millisecond

        /// By fineness, the year first.
        public static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
    }

    /// How much of the time is stated.
    public let precision: Precision
    /// Seconds east of UTC; nil where no offset is stated.
    public let utcOffsetSeconds: Int?
    /// The first millisecond of the span, and the first after it, read as if the local time were UTC.
    private let local: Range<Int64>

    /// Reads a `dateTime`; nil for anything else, dates that are not in the calendar included.
    public init?(_ text: String) {
        guard let value = FHIRDateTime(search: text), value.precision != .minute,
            value.precision <= .day || value.utcOffsetSeconds != nil
        else { return nil }
        self = value
    }

    /// Reads the value of a date parameter of a search, where seconds and offset may be missing.
    ///
    /// Source: <http://hl7.org/fhir/R4/search.html#date>.
    public init?(search text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), year > 0 else { return nil }
        var precision = Precision.year
        var (month, day) = (1, 1)
        var time: Int64 = 0
        var length: Int64 = 0
        var offset: Int?
        if scanner.take("-") {
            guard let value = scanner.number(2), (1...12).contains(value) else { return nil }
            (precision, month) = (.month, value)
            if scanner.take("-") {
                guard let value = scanner.number(2), (1...Self.days(inMonth: month, of: year)).contains(value) else {
                    return nil
                }
                (precision, day) = (.day, value)
                if scanner.take("T") {
                    guard let clock = scanner.clock() else { return nil }
                    (precision, time, length) = clock
                    if !scanner.isAtEnd {
                        guard let stated = scanner.utcOffset() else { return nil }
                        offset = stated
                    }
                }
            }
        }
        guard scanner.isAtEnd else { return nil }
        let start = Self.daysSince1970(year, month, day) * 86_400_000 + time
        let end: Int64
        switch precision {
        case .year: end = Self.daysSince1970(year + 1, 1, 1) * 86_400_000
        case .month: end = start + Int64(Self.days(inMonth: month, of: year)) * 86_400_000
        case .day: end = start + 86_400_000
        case .minute, .second, .millisecond: end = start + length
        }
        (self.precision, utcOffsetSeconds, local) = (precision, offset, start..<end)
    }

    /// The span in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// - Parameter localOffsetSeconds: Seconds east of UTC where no offset is stated; its argument is the local time
    ///   read as if it were UTC, in seconds since 1970.
    public func milliseconds(localOffsetSeconds: (Int64) -> Int = { _ in 0 }) -> Range<Int64> {
        func utc(_ local: Int64) -> Int64 {
            let seconds = utcOffsetSeconds ?? localOffsetSeconds((local - (local % 1_000 + 1_000) % 1_000) / 1_000)
            return local - Int64(seconds) * 1_000
        }
        let start = utc(local.lowerBound)
        return start..<max(start + 1, utc(local.upperBound))
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Howard Hinnant, "chrono-compatible low-level date algorithms" (2013), `days_from_civil`, for years from 1.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}

/// Reads fixed-width numbers from text.
private struct DigitScanner {
    private var bytes: Substring.UTF8View

    init(_ text: String) { bytes = Substring(text).utf8 }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = bytes.first, UInt32(first) == character.value else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        let part = bytes.prefix(digits)
        guard part.count == digits, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
        bytes = bytes.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// `hh:mm[:ss[.fraction]]` as precision, milliseconds since midnight, and length in milliseconds.
    mutating func clock() -> (FHIRDateTime.Precision, Int64, Int64)? {
        guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60 else { return nil }
        var milliseconds = Int64(hour * 60 + minute) * 60_000
        guard take(":") else { return (.minute, milliseconds, 60_000) }
        guard let second = number(2), second <= 60 else { return nil }
        milliseconds += Int64(second) * 1_000
        guard take(".") else { return (.second, milliseconds, 1_000) }
        var scale: Int64 = 1_000
        var count = 0
        while let digit = number(1) {
            count += 1
            guard scale > 1 else { continue }
            scale /= 10
            milliseconds += Int64(digit) * scale
        }
        return count == 0 ? nil : (.millisecond, milliseconds, scale)
    }

    /// `Z` or `±hh:mm`, at most 14:00, in seconds.
    mutating func utcOffset() -> Int? {
        if take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), minutes < 60,
            hours * 60 + minutes <= 14 * 60
        else { return nil }
        return sign * (hours * 60 + minutes) * 60
    }
}
