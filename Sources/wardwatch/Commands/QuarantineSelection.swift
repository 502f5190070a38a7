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

/// Which entries of the quarantine a command is about.
struct QuarantineSelection: ParsableArguments {
    @Option(help: "Only this reason, such as unknown-code.")
    var reason: QuarantineEntry.Reason?

    @Option(help: "Received within this time before now, or after a time: 12h, 7d, 2026-11-23T00:00Z.")
    var since: MomentArgument?

    @Option(help: "Received longer ago than this, or before a time: 30d, 2026-11-23T00:00Z.")
    var before: MomentArgument?

    @Option(help: "Only from this sending application, device or file.")
    var source: String?

    /// Whether nothing is said.
    var isEmpty: Bool { reason == nil && since == nil && before == nil && source == nil }

    /// The filter of what is said.
    func filter(
        ids: [Int64] = [], state: QuarantineListing.State? = .waiting, limit: Int? = nil
    ) -> QuarantineFilter {
        QuarantineFilter(
            ids: ids.isEmpty ? nil : ids, reason: reason, since: since?.instant, before: before?.instant,
            source: source, state: state, limit: limit)
    }
}
