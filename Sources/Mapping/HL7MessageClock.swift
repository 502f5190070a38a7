internal import ClinicalDomain
internal import HL7v2

/// The times of one message.
///
/// A time that states no offset has that of MSH-7, and where that states none the site's (HL7 v2, chapter 2A, DTM). A
/// sender whose stated offset is the site's own is read with the site's zone, so that a time from before a change of
/// the clocks is right.
struct HL7MessageClock {
    private let offset: HL7Mapping.LocalOffset
    /// When the message was written (MSH-7); nil when that is empty or no time.
    let written: Instant?

    init(message: HL7Message, localOffset: @escaping HL7Mapping.LocalOffset) {
        let time = (try? message.time()) ?? nil
        if let time, let stated = time.utcOffsetSeconds, localOffset(time.localSecondsSince1970) != stated {
            offset = { _ in stated }
        } else {
            offset = localOffset
        }
        written = time.flatMap { [offset] in Self.instant($0, offset) }
    }

    /// The instant of a time, or nil outside the years 1900 to 2200, which no ISO 8601 time of ours can be read in.
    func instant(_ time: HL7Timestamp) -> Instant? { Self.instant(time, offset) }

    private static func instant(_ time: HL7Timestamp, _ offset: HL7Mapping.LocalOffset) -> Instant? {
        let milliseconds = time.millisecondsSince1970(localOffsetSeconds: offset)
        return range.contains(milliseconds) ? Instant(millisecondsSince1970: milliseconds) : nil
    }

    /// From 1900-01-01 to before 2201-01-01 UTC.
    private static let range: Range<Int64> = -2_208_988_800_000..<7_289_654_400_000
}
