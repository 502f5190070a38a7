internal import ClinicalDomain
internal import FHIR

/// ISO 8601 and FHIR times: what was read is written the same, and no number of milliseconds is too large.
enum TimeFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let instant = Instant(iso8601: text) {
            claim(Instant(iso8601: instant.iso8601) == instant, "an instant is written as it was read")
            if let time = FHIRDateTime(text), time.precision >= .second {
                claim(time.milliseconds().lowerBound == instant.millisecondsSince1970, "FHIR reads the same time")
            }
        }
        if let date = CivilDate(iso8601: text) {
            claim("\(date)" == text, "a date is written as it was read")
            claim(CivilDate(daysSince1970: date.daysSince1970) == date, "days count the same both ways")
        }
        if let time = FHIRDateTime(search: text) {
            for localOffset in [0, 14 * 3_600, -14 * 3_600] {
                let span = time.milliseconds { _ in localOffset }
                claim(!span.isEmpty, "a time is a span")
            }
            claim(FHIRDateTime(text) == nil || FHIRDateTime(text) == time, "a dateTime is a date in a search")
        }
        let number = bytes.prefix(8).reduce(into: Int64(0)) { $0 = $0 << 8 | Int64($1) }
        let instant = Instant(millisecondsSince1970: number)
        let year = Int(instant.iso8601.prefix { $0 != "-" }) ?? 0
        if (1900...2200).contains(year) {
            claim(Instant(iso8601: instant.iso8601) == instant, "an instant is read as it was written")
        }
    }
}
