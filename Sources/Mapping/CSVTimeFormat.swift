internal import ClinicalDomain

/// How a file writes times: a pattern of letters as Unicode's LDML and most programs use them.
///
/// | letters | meaning |
/// | --- | --- |
/// | `yyyy` | year, four digits |
/// | `MM`, `M`, `dd`, `d` | month and day, two digits, or one or two |
/// | `HH`, `H` | hour 0 to 23 |
/// | `hh`, `h` with `a` | hour 1 to 12 with AM or PM |
/// | `mm`, `ss`, `SSS` | minute, second, milliseconds |
/// | `XXX` | offset: `Z`, `+02:00` or `+0200` |
///
/// Any other character that is no letter stands for itself, letters do so in single quotes (`'T'`). Source: Unicode
/// Technical Standard 35, part 4, "Date Format Patterns"; a part of it.
struct CSVTimeFormat: Hashable, Sendable {
    private enum Element: Hashable {
        case year, month, day, hour, halfDayHour, minute, second, millisecond, halfDay, offset
        case literal(UInt8)
    }

    private struct Item: Hashable {
        let element: Element
        /// How many digits there may be.
        let digits: ClosedRange<Int>
    }

    private static let items: [String: Item] = [
        "yyyy": Item(element: .year, digits: 4...4), "MM": Item(element: .month, digits: 2...2),
        "M": Item(element: .month, digits: 1...2), "dd": Item(element: .day, digits: 2...2),
        "d": Item(element: .day, digits: 1...2), "HH": Item(element: .hour, digits: 2...2),
        "H": Item(element: .hour, digits: 1...2), "hh": Item(element: .halfDayHour, digits: 2...2),
        "h": Item(element: .halfDayHour, digits: 1...2), "mm": Item(element: .minute, digits: 2...2),
        "ss": Item(element: .second, digits: 2...2), "SSS": Item(element: .millisecond, digits: 3...3),
        "a": Item(element: .halfDay, digits: 2...2), "XXX": Item(element: .offset, digits: 2...2),
    ]

    private let items: [Item]

    /// A format of a pattern; nil for letters that are not in the table, for one twice, and without year, month, day.
    init?(_ pattern: String) {
        var items: [Item] = []
        var rest = Array(pattern.utf8)[...]
        while let first = rest.first {
            if first == UInt8(ascii: "'") {
                rest = rest.dropFirst()
                guard let end = rest.firstIndex(of: first) else { return nil }
                items += rest[..<end].map { Item(element: .literal($0), digits: 1...1) }
                rest = rest[(end + 1)...]
            } else if Self.isLetter(first) {
                let run = rest.prefix { $0 == first }
                guard let item = Self.items[String(decoding: run, as: UTF8.self)] else { return nil }
                items.append(item)
                rest = rest[run.endIndex...]
            } else {
                items.append(Item(element: .literal(first), digits: 1...1))
                rest = rest.dropFirst()
            }
        }
        let elements = items.map(\.element).filter { if case .literal = $0 { false } else { true } }
        let set = Set(elements)
        guard set.count == elements.count, set.isSuperset(of: [.year, .month, .day]),
            set.contains(.halfDayHour) == set.contains(.halfDay),
            !(set.contains(.hour) && set.contains(.halfDayHour))
        else { return nil }
        self.items = items
    }

    /// A date and a time of day as they are written, with the offset where one is.
    struct LocalTime: Hashable {
        /// The date.
        var date: CivilDate
        /// Milliseconds since midnight.
        var milliseconds: Int64
        /// Minutes east of UTC; nil where none is written.
        var offset: Int?

        /// Seconds since 1970 as if the time were UTC.
        var seconds: Int64 { date.daysSince1970 * 86_400 + milliseconds / 1000 }
    }

    /// Reads a text that is such a time from its first to its last character; years 1900 to 2200.
    func read(_ text: String) -> LocalTime? {
        var rest = Array(text.utf8)[...]
        var found: [Element: Int] = [:]
        for item in items {
            switch item.element {
            case .literal(let byte):
                guard rest.first == byte else { return nil }
                rest = rest.dropFirst()
            case .halfDay:
                let word = String(decoding: rest.prefix(2), as: UTF8.self).uppercased()
                guard word == "AM" || word == "PM" else { return nil }
                found[.halfDay] = word == "PM" ? 12 : 0
                rest = rest.dropFirst(2)
            case .offset:
                guard let offset = Self.offset(&rest) else { return nil }
                found[.offset] = offset
            default:
                guard let number = Self.number(&rest, digits: item.digits) else { return nil }
                found[item.element] = number
            }
        }
        if let hour = found[.halfDayHour] {
            guard (1...12).contains(hour) else { return nil }
            found[.hour] = hour % 12 + (found[.halfDay] ?? 0)
        }
        guard rest.isEmpty, let year = found[.year], let month = found[.month], let day = found[.day],
            (1900...2200).contains(year), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let (hour, minute, second) = (found[.hour] ?? 0, found[.minute] ?? 0, found[.second] ?? 0)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + (found[.millisecond] ?? 0)
        return LocalTime(date: date, milliseconds: Int64(milliseconds), offset: found[.offset])
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int? {
        let run = rest.prefix(digits.upperBound).prefix { (48...57).contains($0) }
        guard digits.contains(run.count) else { return nil }
        rest = rest[run.endIndex...]
        return run.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let sign = rest.popFirst() else { return nil }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(&rest, digits: 2...2) else {
            return nil
        }
        if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst() }
        guard let minutes = number(&rest, digits: 2...2), hours <= 14, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
