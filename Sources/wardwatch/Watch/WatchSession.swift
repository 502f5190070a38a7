import ClinicalDomain
import Daemon
import Foundation
import Store
import TerminalBoard

/// One run of the live board: events in, frames out.
final class WatchSession {
    /// Everything is read again so often, for what the marks of stays do not tell.
    private static let fullReadTime = Duration.seconds(30)
    private let store: WardwatchStore
    private let configuration: WardwatchConfiguration
    private let terminal: TerminalKind
    private let actor: String
    private let feed: WardFeed
    private let events = WatchEvents()
    private var board: Board
    private var screen: ScreenDiff
    private var keys = KeyDecoder()
    private var lastFullRead = ContinuousClock.now
    /// Whether something was written since the last walk along all stays, and since everything was read.
    ///
    /// At first it may have, between the first reading and the first look for commits.
    private var hasChanged = (sinceWalk: true, sinceFullRead: true)
    /// Whether the event that is handled changes what is to be seen.
    private var needsFrame = true
    private let file: FileIdentity?

    init(
        store: WardwatchStore, configuration: WardwatchConfiguration, terminal: TerminalKind, unit: String?,
        actor: String
    ) {
        (self.store, self.configuration, self.terminal, self.actor) = (store, configuration, terminal, actor)
        feed = WardFeed(store: store, glyphs: terminal.glyphs)
        let now = WardwatchStore.systemClock()
        board = Board(
            unit: unit, size: TerminalKind.size(), glyphs: terminal.glyphs,
            status: BoardStatus(
                now: now, daemonRuns: false, clock: TerminalKind.clock(at: now),
                snoozeMaximumMinutes: Int(configuration.alertPolicy.snoozeMaximumHours * 60)))
        screen = ScreenDiff(palette: terminal.palette)
        file = FileIdentity(path: store.path)
    }

    /// The whole board as text.
    func onePage() async throws -> String {
        look()
        try await feed.refresh(&board, .everything)
        // Every line is shown, so every line has its details.
        board.size = ScreenSize(columns: TerminalKind.width, rows: 1000)
        try await feed.readDetails(&board)
        return board.allLines().map { $0.rendered(terminal.palette).trimmingTrailingSpaces() }.joined(separator: "\n")
    }

    /// Shows the board until somebody ends it.
    func run(refresh interval: Duration) async throws {
        let raw = RawTerminal()
        look()
        try await feed.refresh(&board, .everything)
        try raw.enter()
        defer {
            events.stop()
            raw.leave()
        }
        events.start(store: store, every: interval)
        do {
            try draw(raw)
            for await event in events.stream {
                needsFrame = true
                guard try await handle(event, raw) else { break }
                if needsFrame { try draw(raw) }
            }
        } catch is TerminalGone {
            return
        }
    }

    private func draw(_ raw: RawTerminal) throws {
        try raw.write(screen.update(to: board.lines(), size: board.size))
    }

    /// - Returns: whether to go on.
    private func handle(_ event: WatchEvent, _ raw: RawTerminal) async throws -> Bool {
        board.status.now = WardwatchStore.systemClock()
        switch event {
        case .ended: return false
        case .failed(let error): throw error
        case .input(let bytes):
            for key in keys.decode(bytes) where !(try await handle(key)) { return false }
            if keys.isWaiting { events.awaitRestOfEscape() }
            try await feed.readDetails(&board)
        case .escapeIsAlone:
            for key in keys.flush() where !(try await handle(key)) { return false }
            try await feed.readDetails(&board)
        case .resized:
            board.size = TerminalKind.size()
            screen.invalidate()
            try await feed.readDetails(&board)
        case .suspended:
            raw.leave()
            raise(SIGSTOP)
            try raw.enter()
            board.size = TerminalKind.size()
            screen.invalidate()
        case .databaseChanged:
            events.beginReading()
            hasChanged = (true, true)
            let isSeen = try await feed.refresh(&board, .changes)
            try await readChart()
            needsFrame = isSeen || board.opened != nil
        case .second:
            look()
            try requireSameFile()
            if hasChanged.sinceFullRead, ContinuousClock.now - lastFullRead > Self.fullReadTime {
                (lastFullRead, hasChanged) = (.now, (false, false))
                try await feed.refresh(&board, .everything)
            } else if hasChanged.sinceWalk {
                hasChanged.sinceWalk = false
                try await feed.refresh(&board, .marks)
            }
        }
        return true
    }

    private func handle(_ key: Key) async throws -> Bool {
        switch board.handle(key) {
        case nil: break
        case .quit: return false
        case .redraw: screen.invalidate()
        case .open: try await readChart()
        case .acknowledge(let alerts):
            await act("acknowledged by \(actor)", alerts) { store, alert in
                try await store.acknowledge(alertID: alert, by: self.actor, from: Terminal.origin)
            }
        case .snooze(let alerts, let minutes, let reason):
            let until = board.status.now.advanced(bySeconds: Double(minutes) * 60)
            await act("snoozed until \(board.status.clock.time(until)) by \(actor)", alerts) { store, alert in
                try await store.snooze(
                    alertID: alert, by: self.actor, until: until, reason: reason, from: Terminal.origin)
            }
        }
        return true
    }

    /// Changes alerts through a connection of its own that writes; what goes wrong is said on the board.
    private func act(
        _ done: String, _ alerts: [Int64], _ change: (WardwatchStore, Int64) async throws -> Void
    ) async {
        do {
            let writer = try WardwatchStore(path: store.path, mode: .existing)
            defer { try? writer.close() }
            for alert in alerts { try await change(writer, alert) }
            let numbers = alerts.map(String.init).joined(separator: ", ")
            board.say("alert \(numbers) \(done)")
            try await feed.refresh(&board, .changes)
        } catch {
            board.say("\(error)", isError: true)
        }
    }

    /// Reads the chart of the patient that is open.
    private func readChart() async throws {
        guard let id = board.opened, let patient = board.patient(id) else { return }
        let trends = try await PatientTrends(
            store, patient: patient.patient, stay: id, hours: BoardDetail.hours, policy: configuration.alertPolicy,
            glyphs: terminal.glyphs)
        guard let trends else { return }
        board.show(
            trends.chart, of: id, title: trends.title(terminal.glyphs),
            text: trends.reasons)
    }

    /// Looks at what is not in the database.
    private func look() {
        let now = WardwatchStore.systemClock()
        board.status.now = now
        board.status.daemonRuns = Endpoints.ofRunningDaemon(databasePath: store.path) != nil
        board.status.clock = TerminalKind.clock(at: now)
    }

    /// A file that was removed or replaced never changes again: the board would show the past for ever.
    private func requireSameFile() throws {
        guard FileIdentity(path: store.path) != file else { return }
        throw CommandError(
            "the database \(store.path) was removed or replaced", hint: "start `wardwatch watch` again")
    }
}

/// Which file a path means.
private struct FileIdentity: Equatable {
    private let device: UInt
    private let number: UInt

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
    }
}
