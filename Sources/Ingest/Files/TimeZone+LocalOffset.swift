public import Foundation
public import Mapping

extension TimeZone {
    /// Seconds east of UTC for a local time of the zone, given in seconds since 1970 as if it were UTC.
    ///
    /// Of an hour that occurs twice the later is meant; one that does not occur is read with the offset after it.
    public var localOffset: HL7Mapping.LocalOffset {
        { local in
            let date = Date(timeIntervalSince1970: Double(local))
            let guess = secondsFromGMT(for: date)
            return secondsFromGMT(for: date.addingTimeInterval(-Double(guess)))
        }
    }
}
