import ArgumentParser
import ClinicalDomain
import Store

/// A moment: an ISO 8601 time with an offset, or so long before now.
struct MomentArgument: ExpressibleByArgument {
    private enum Value {
        case instant(Instant)
        case secondsAgo(Double)
    }

    private let value: Value

    init?(argument: String) {
        if let duration = DurationArgument(argument: argument) {
            value = .secondsAgo(duration.seconds)
        } else if let time = InstantArgument(argument: argument) {
            value = .instant(time.instant)
        } else {
            return nil
        }
    }

    /// The moment, by the clock of now.
    var instant: Instant {
        switch value {
        case .instant(let instant): instant
        case .secondsAgo(let seconds): WardwatchStore.systemClock().advanced(bySeconds: -seconds)
        }
    }
}

/// A stretch of time that a listing keeps to.
struct PeriodOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Not before this time, or not longer ago: 2026-11-23T08:00Z, 12h, 7d.", valueName: "time"))
    var since: MomentArgument?

    @Option(help: ArgumentHelp("Before this time, or longer ago.", valueName: "time"))
    var until: MomentArgument?

    func validate() throws {
        guard let start = since?.instant, let end = until?.instant, start > end else { return }
        throw ValidationError("--since is after --until")
    }

    /// Whether a time is within.
    func contains(_ instant: Instant) -> Bool {
        (since.map { instant >= $0.instant } ?? true) && (until.map { instant < $0.instant } ?? true)
    }
}

extension Instant {
    /// To the minute, as tables show it: `2026-11-23T01:02Z`.
    var tableText: String { "\(iso8601.prefix(16))Z" }

    /// To the second: `2026-11-23T01:02:03Z`.
    var secondText: String { "\(iso8601.prefix(19))Z" }
}
