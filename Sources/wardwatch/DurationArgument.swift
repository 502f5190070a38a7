import ArgumentParser
import ClinicalDomain
import Daemon
import Foundation

/// A duration such as `90s`, `30m`, `12h` or `7d`.
struct DurationArgument: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let seconds = ConfigurationKey.seconds(ofDuration: argument) else { return nil }
        self.seconds = seconds
    }
}

/// An ISO 8601 time with an offset.
struct InstantArgument: ExpressibleByArgument {
    var defaultValueDescription: String { instant.iso8601 }

    let instant: Instant

    init(instant: Instant) { self.instant = instant }

    init?(argument: String) {
        guard let instant = Instant(iso8601: argument) else { return nil }
        self.instant = instant
    }
}
