import ClinicalDomain
import Testing

@testable import Web

struct HTTPDateTests {
    /// The example of RFC 9110, section 5.6.7, the epoch, and days around a leap day, by the calendar.
    @Test(arguments: [
        ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        ("2024-02-29T12:00:00Z", "Thu, 29 Feb 2024 12:00:00 GMT"),
        ("2000-01-01T00:00:00Z", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ])
    func `a time is written and read as HTTP has it`(iso: String, text: String) throws {
        let instant = try #require(Instant(iso8601: iso))
        #expect(HTTPDate.text(instant) == text)
        #expect(HTTPDate.instant(text) == instant)
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 2024 08:49:37 GMT",
        "Sun, 06 X 1994 08:49:37 GMT",
    ])
    func `anything else is no time`(text: String) { #expect(HTTPDate.instant(text) == nil) }
}
