import ClinicalDomain
import Daemon
import Foundation
import Testing

struct RetrainingScheduleTests {
    /// The starts that follow one another after a time.
    private func starts(_ minuteOfDay: Int, _ zone: String, after time: String, count: Int) throws -> [String] {
        let schedule = RetrainingSchedule(
            minuteOfDay: minuteOfDay, timeZone: try #require(TimeZone(identifier: zone)))
        var instant = try #require(Instant(iso8601: time))
        return (0..<count).map { _ in
            instant = schedule.nextStart(after: instant)
            return instant.iso8601
        }
    }

    @Test(arguments: [
        ("2026-01-10T02:29:59.999Z", "2026-01-10T02:30:00Z"), ("2026-01-10T02:30:00Z", "2026-01-11T02:30:00Z"),
        ("2026-01-10T02:30:00.001Z", "2026-01-11T02:30:00Z"), ("2026-01-10T02:31:00Z", "2026-01-11T02:30:00Z"),
        ("2026-01-10T23:59:59Z", "2026-01-11T02:30:00Z"), ("2026-02-28T03:00:00Z", "2026-03-01T02:30:00Z"),
        ("2026-12-31T02:30:00Z", "2027-01-01T02:30:00Z"),
    ])
    func `the next start is strictly later, on each side of the minute`(now: String, expected: String) throws {
        #expect(try starts(150, "UTC", after: now, count: 1) == [expected])
    }

    @Test func `midnight and the last minute of the day are reached every day`() throws {
        #expect(
            try starts(0, "UTC", after: "2026-01-10T00:00:00Z", count: 2)
                == ["2026-01-11T00:00:00Z", "2026-01-12T00:00:00Z"])
        #expect(
            try starts(1439, "UTC", after: "2026-01-10T23:59:00Z", count: 2)
                == ["2026-01-11T23:59:00Z", "2026-01-12T23:59:00Z"])
    }

    @Test(arguments: [
        ("America/New_York", "2026-01-10T07:30:00Z"), ("Asia/Kolkata", "2026-01-10T21:00:00Z"),
        ("Pacific/Auckland", "2026-01-10T13:30:00Z"), ("Asia/Kathmandu", "2026-01-10T20:45:00Z"),
    ])
    func `the minute is that of the site's clock`(zone: String, expected: String) throws {
        #expect(try starts(150, zone, after: "2026-01-10T00:00:00Z", count: 1) == [expected])
    }

    @Test func `a time that spring skips in Berlin is moved to the next that exists, once`() throws {
        // 2026-03-29: 02:00 CET becomes 03:00 CEST, so 02:30 does not exist; 01:00Z is 03:00 CEST.
        #expect(
            try starts(150, "Europe/Berlin", after: "2026-03-28T00:00:00Z", count: 3)
                == ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"])
    }

    @Test func `a time that autumn repeats in Berlin is started at once`() throws {
        // 2026-10-25: 03:00 CEST becomes 02:00 CET, so 02:30 is 00:30Z and again 01:30Z.
        #expect(
            try starts(150, "Europe/Berlin", after: "2026-10-24T01:00:00Z", count: 3)
                == ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"])
    }

    @Test func `a year of nights in Berlin has one start for each day`() throws {
        let found = try starts(150, "Europe/Berlin", after: "2025-12-31T12:00:00Z", count: 365)
        #expect(found.first == "2026-01-01T01:30:00Z" && found.last == "2026-12-31T01:30:00Z")
        #expect(Set(found).count == 365)
    }
}
