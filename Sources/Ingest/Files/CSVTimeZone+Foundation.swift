public import Foundation
public import Mapping

extension CSVTimeZone {
    /// A zone by the rules of the system's time zone database.
    public init(_ zone: TimeZone) {
        self.init { local in
            // No zone is further from UTC than a day, so the offsets around the time are all that it can have.
            let around = [-86_400, 0, 86_400].map { zone.secondsFromGMT(for: Self.date(local + $0)) }
            return Set(around).sorted(by: >).filter { zone.secondsFromGMT(for: Self.date(local - Int64($0))) == $0 }
        }
    }

    private static func date(_ seconds: Int64) -> Date { Date(timeIntervalSince1970: Double(seconds)) }
}
