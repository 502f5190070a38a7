import ClinicalDomain
import Testing

@Suite struct CivilDateTests {
    @Test func `every day from 1900 to 2199 survives the round trip, and days follow one another`() throws {
        // Walks the calendar by its own rules, without day numbers, beside the formula.
        var (year, month, day) = (1900, 1, 1)
        var number: Int64 = -25_567
        while year < 2200 {
            let date = try #require(CivilDate(year: year, month: month, day: day))
            try #require(date.daysSince1970 == number)
            try #require(CivilDate(daysSince1970: number) == date)
            try #require(CivilDate(iso8601: date.description) == date)
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            number += 1
            day += 1
            if day > lengths[month - 1] { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(number == 84_006)
    }

    @Test(
        arguments: [
            ("1900-03-01", -25_508), ("1969-12-31", -1), ("1970-01-01", 0), ("2000-02-29", 11_016),
            ("2026-11-23", 20_780), ("2199-12-31", 84_005),
        ] as [(String, Int64)])
    func `day numbers are those of Python's date`(text: String, days: Int64) throws {
        let date = try #require(CivilDate(iso8601: text))
        #expect(date.daysSince1970 == days)
        #expect(date.description == text)
        #expect(date.startOfDay.millisecondsSince1970 == days * 86_400_000)
    }

    @Test(arguments: [
        (2024, 2, 29, true), (2023, 2, 29, false), (1900, 2, 29, false), (2000, 2, 29, true), (2024, 4, 31, false),
        (2024, 4, 30, true), (2024, 12, 31, true), (2024, 12, 32, false), (2024, 13, 1, false), (2024, 0, 1, false),
        (2024, 1, 0, false), (0, 1, 1, false), (1, 1, 1, true), (9999, 12, 31, true), (10_000, 1, 1, false),
    ])
    func `only dates of the calendar exist`(year: Int, month: Int, day: Int, exists: Bool) {
        #expect((CivilDate(year: year, month: month, day: day) != nil) == exists)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-23-", "2026-1-23", "26-11-23", "20261123", "2026/11/23", "2026-02-30",
        "+026-11-23", "2026-+1-23", "2026-11-+3", "2026-11-23T00:00:00Z", " 2026-11-23",
    ])
    func `reads only YYYY-MM-DD`(text: String) {
        #expect(CivilDate(iso8601: text) == nil)
    }

    @Test func `earlier dates sort first`() throws {
        let dates = try ["1999-12-31", "2000-01-01", "2000-01-02", "2000-02-01"].map {
            try #require(CivilDate(iso8601: $0))
        }
        #expect(dates.shuffled().sorted() == dates)
    }

    @Test func `age counts mean years and is never negative`() throws {
        let birth = try #require(CivilDate(iso8601: "1956-11-24"))
        let now = try #require(Instant(iso8601: "2026-11-23T00:00:00Z"))
        // 25566 days by Python's date.
        #expect(abs(birth.age(at: now) - 25_566 / 365.2425) < 1e-9)
        #expect(birth.age(at: Instant(millisecondsSince1970: -1_000_000_000_000)) == 0)
    }
}
