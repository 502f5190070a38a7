public import Foundation
public import Mapping

extension HL7Mapping {
    /// A mapping for a site: times without an offset are local times of its zone.
    public init(timeZone: TimeZone) {
        self.init { local in
            let guess = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local)))
            return timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local) - Double(guess)))
        }
    }
}
