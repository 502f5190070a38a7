internal import ClinicalDomain
internal import Logging

/// Notices that the machine's clock was set.
///
/// The clock decides which values are taken for true (those of the future are not), when alerts escalate and how old
/// values are. It is compared with a clock that nobody can set.
actor ClockWatch {
    /// Less than this is what keeping time takes.
    static let tolerance = 60.0

    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let elapsed: @Sendable () -> Duration
    private let started: (clock: Instant, elapsed: Duration)
    private var told = 0.0

    /// - Parameters:
    ///   - logger: is told of every step.
    ///   - now: the machine's clock.
    ///   - elapsed: the time since any moment, by a clock that nobody sets.
    init(
        logger: Logger, now: @escaping @Sendable () -> Instant,
        elapsed: @escaping @Sendable () -> Duration = ClockWatch.continuous()
    ) {
        (self.logger, self.now, self.elapsed) = (logger, now, elapsed)
        started = (now(), elapsed())
    }

    /// The time since now, also while the machine sleeps.
    static func continuous() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }

    /// By how many seconds the clock was set since the start; positive: it is ahead.
    private var shift: Double {
        now().seconds(since: started.clock) - (elapsed() - started.elapsed) / .seconds(1)
    }

    /// Looks whether the clock was set.
    func look() {
        let shift = shift
        guard abs(shift - told) > Self.tolerance else { return }
        logger.warning(
            "the clock was set; values that are in the future by it are quarantined, alerts escalate by it",
            metadata: ["clock.step": "\(Int(shift - told)) s", "clock.since_start": "\(Int(shift)) s"])
        told = shift
    }

    /// What is worth knowing: that the clock is not where it was at the start.
    var remark: String? {
        abs(told) > Self.tolerance ? "the clock was set by \(Int(told)) s since the start" : nil
    }
}
