import ClinicalDomain
import Mapping
import Testing

/// The forms of time, and the hours that daylight saving leaves out and repeats.
struct CSVTimesTests {
    /// The time that a text becomes, or the hint of its quarantine.
    private func time(_ text: String, _ options: String = "", site: CSVSite = .berlin) throws -> String {
        let file = "#wardwatch \(options)\npatient;effective;heartRate [/min]\n1;\(text);70\n"
        let delivery = try #require(try CSVFileMapping.deliveries(file, site: site).first)
        return delivery.observations.first?.key.effective.iso8601 ?? delivery.quarantine.first?.hint ?? ""
    }

    @Test(arguments: [
        ("2026-11-23T01:02:03Z", "", "2026-11-23T01:02:03Z"),
        ("2026-11-23T01:02:03+05:00", "", "2026-11-22T20:02:03Z"),
        ("2026-11-23 01:02", "", "2026-11-23T00:02:00Z"), ("2026-06-15 01:02:03", "", "2026-06-14T23:02:03Z"),
        ("2026-06-15T01:02:03.250", "", "2026-06-14T23:02:03.250Z"), ("2026-06-15", "", "2026-06-14T22:00:00Z"),
        ("15.06.2026 08:05", "time-format=\"dd.MM.yyyy HH:mm\"", "2026-06-15T06:05:00Z"),
        ("5.6.2026 8:05", "time-format=\"d.M.yyyy H:mm\"", "2026-06-05T06:05:00Z"),
        ("06/15/2026 12:05 AM", "time-format=\"MM/dd/yyyy hh:mm a\"", "2026-06-14T22:05:00Z"),
        ("6/15/2026 1:05 pm", "time-format=\"M/d/yyyy h:mm a\"", "2026-06-15T11:05:00Z"),
        ("20260615T080501+0200", "time-format=\"yyyyMMdd'T'HHmmssXXX\"", "2026-06-15T06:05:01Z"),
        (
            "2026-06-15 08:05:01.007", "time-format=\"yyyy-MM-dd HH:mm:ss.SSS\" time-zone=UTC",
            "2026-06-15T08:05:01.007Z"
        ),
    ])
    func `a time is read as the file says that it is written`(
        text: String, options: String, expected: String
    ) throws {
        #expect(try time(text, options) == expected)
    }

    @Test(arguments: [
        ("15.06.2026", "time-format=\"dd.MM.yyyy HH:mm\""), ("31.02.2026 08:05", "time-format=\"dd.MM.yyyy HH:mm\""),
        ("15.06.2026 24:00", "time-format=\"dd.MM.yyyy HH:mm\""),
        ("15.06.2026 08:05x", "time-format=\"dd.MM.yyyy HH:mm\""),
        ("15.06.26 08:05", "time-format=\"dd.MM.yyyy HH:mm\""),
        ("06/15/2026 13:05 PM", "time-format=\"MM/dd/yyyy hh:mm a\""), ("noon", ""), ("2026-13-01 08:05", ""),
    ])
    func `what is written otherwise is no time`(text: String, options: String) throws {
        #expect(try time(text, options).hasPrefix("expected "))
    }

    @Test
    func `the hour that is left out is refused`() throws {
        #expect(try time("2026-03-29 01:59") == "2026-03-29T00:59:00Z")
        for text in ["2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 02:59"] {
            #expect(try time(text).contains("left out"))
        }
        #expect(try time("2026-03-29 03:00") == "2026-03-29T01:00:00Z")
    }

    @Test
    func `the hour that comes twice is refused unless the file says which one is meant`() throws {
        #expect(try time("2026-10-25 01:59") == "2026-10-24T23:59:00Z")
        for text in ["2026-10-25 02:00", "2026-10-25 02:59"] { #expect(try time(text).contains("came twice")) }
        #expect(try time("2026-10-25 02:30", "repeated-hour=first") == "2026-10-25T00:30:00Z")
        #expect(try time("2026-10-25 02:30", "repeated-hour=second") == "2026-10-25T01:30:00Z")
        #expect(try time("2026-10-25 03:00") == "2026-10-25T02:00:00Z")
    }

    @Test
    func `without a zone a local time is refused`() throws {
        let site = CSVSite()
        #expect(try time("2026-11-23 01:02", site: site).contains("offset"))
        #expect(try time("23.11.2026 01:02", "time-format=\"dd.MM.yyyy HH:mm\"", site: site).contains("time-zone"))
        #expect(
            try time("23.11.2026 01:02", "time-format=\"dd.MM.yyyy HH:mm\" time-zone=UTC", site: site).hasSuffix("Z"))
    }

    @Test(arguments: [
        "dd.MM", "yyyy-mm-dd", "yyyy-MM-dd HH:mm a", "yyyy-MM-dd hh:mm", "yyyy-MM-dd yyyy", "yy-MM-dd", "x'",
    ])
    func `a pattern that is not understood is refused`(pattern: String) {
        #expect(throws: FileFormatError.self) { _ = try time("2026", "time-format=\"\(pattern)\"") }
    }

    @Test
    func `the date of birth has a form of its own`() throws {
        let text = """
            #wardwatch birthDate=Geburtsdatum date-format=dd.MM.yyyy
            patient;effective;Geburtsdatum
            1;2026-11-23T01:02:03Z;08.03.1945
            2;2026-11-23T01:02:03Z;1945-03-08

            """
        let deliveries = try CSVFileMapping.deliveries(text)
        #expect(deliveries[0].subject?.patient.birthDate == CivilDate(year: 1945, month: 3, day: 8))
        #expect(deliveries[1].quarantine.map(\.place) == ["line 4, Geburtsdatum"])
    }
}
