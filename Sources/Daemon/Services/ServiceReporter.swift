internal import ClinicalDomain
internal import Foundation
internal import ServiceManager
internal import Store

/// Tells the service manager how the daemon stands: that it is ready, alive, reloading, stopping, and one line for people.
///
/// Alive is said only while the pipeline gets on; see ``PipelineWatch``. While stopping, more time is asked for on the
/// same condition.
actor ServiceReporter {
    private enum Phase {
        case starting, running, stopping
    }

    /// What a stop may take beyond the next sign that it gets on.
    private static let stopExtension = Duration.seconds(15)

    /// How often ``tick()`` is to be called: three times before the manager loses patience, and often enough for people.
    nonisolated let interval: Duration
    private let socket: NotifySocket
    private let watch: PipelineWatch
    private let store: WardwatchStore
    private let now: @Sendable () -> Instant
    private var phase = Phase.starting
    /// Why the last change of the configuration was refused.
    private var complaint: String?

    init(socket: NotifySocket, watch: PipelineWatch, store: WardwatchStore, now: @escaping @Sendable () -> Instant) {
        (self.socket, self.watch, self.store, self.now) = (socket, watch, store, now)
        interval = min(.seconds(5), (socket.watchdogTimeout ?? .seconds(15)) / 3)
    }

    /// It listens.
    func ready() async {
        guard phase == .starting else { return }
        phase = .running
        socket.send(.ready, .status(await status()))
    }

    /// Changes the configuration.
    ///
    /// - Parameter change: returns why it was refused; nil when it was not.
    func reload(_ change: @Sendable () async -> String?) async {
        socket.send(.reloadingNow(), .status("reading the configuration"))
        complaint = await change()
        socket.send(.ready, .status(await status()))
    }

    /// It begins to stop.
    func stopping() {
        phase = .stopping
        socket.send(.stopping, .status("finishing what is in hand"), .extendTimeout(Self.stopExtension))
    }

    /// Says that it is alive if it is, and how it stands.
    func tick() async {
        let isAdvancing = watch.haveAdvanced()
        switch phase {
        case .starting: break
        case .running:
            if isAdvancing { socket.send(.watchdog) }
            socket.send(.status(await status()))
        case .stopping:
            if isAdvancing { socket.send(.extendTimeout(Self.stopExtension)) }
        }
    }

    /// Beds, how long the oldest unassessed message waits, and the last training.
    private func status() async -> String {
        var parts: [String] = []
        if let complaint { parts.append("configuration refused (\(complaint)); the one before holds") }
        do {
            let since = try await store.newestEffective()?.advanced(byHours: -Assessor.activeHours)
            let beds = try await store.openEncounters(since: since).count
            let lag = try await store.waitingSince(inStaysSince: since).map { max(0, now().seconds(since: $0)) } ?? 0
            parts += [beds == 1 ? "1 bed" : "\(beds) beds", "lag \(Int(lag)) s"]
            if let run = try await store.retrainingRuns(limit: 1).first {
                let result = run.result.map { $0.decision.rawValue } ?? "not ended"
                parts.append("last training \((run.ended ?? run.started).iso8601): \(result)")
            } else {
                parts.append("no training yet")
            }
        } catch {
            parts.append("\(error)")
        }
        return parts.joined(separator: "; ")
    }
}
