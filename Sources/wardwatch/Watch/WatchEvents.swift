import Dispatch
import Foundation
import Store
import Synchronization

/// What a watching program waits for.
enum WatchEvent: Sendable {
    /// Bytes of keys.
    case input([UInt8])
    /// Nothing followed an escape.
    case escapeIsAlone
    /// The terminal has another size.
    case resized
    /// Somebody wants the program to end, or the terminal is gone.
    case ended
    /// Somebody wants the program to rest (Ctrl-Z).
    case suspended
    /// Another process has written to the database.
    case databaseChanged
    /// A second has passed.
    case second
    /// The database cannot be read any more.
    case failed(any Error)
}

/// Keys, signals, the clock and the database as one stream of events.
final class WatchEvents {
    let stream: AsyncStream<WatchEvent>
    private let continuation: AsyncStream<WatchEvent>.Continuation
    private let isChangePending = ChangeFlag()
    private var sources: [any DispatchSourceProtocol] = []
    private var tasks: [Task<Void, Never>] = []

    init() { (stream, continuation) = AsyncStream.makeStream() }

    deinit { stop() }

    /// Begins to listen to keys and signals, and to look at the database.
    ///
    /// - Parameters:
    ///   - store: whose changes to tell.
    ///   - interval: how often to look.
    func start(store: WardwatchStore, every interval: Duration) {
        listen(to: SIGWINCH, as: .resized)
        for number in [SIGINT, SIGTERM, SIGHUP] { listen(to: number, as: .ended) }
        listen(to: SIGTSTP, as: .suspended)
        listenToKeys()
        let (continuation, isChangePending) = (continuation, isChangePending)
        let changes = Task {
            do {
                for try await _ in try await store.commitsOfOthers(every: interval) where isChangePending.set(true) {
                    continuation.yield(.databaseChanged)
                }
            } catch {
                continuation.yield(.failed(error))
            }
        }
        let seconds = Task {
            while (try? await Task.sleep(for: .seconds(1))) != nil { continuation.yield(.second) }
        }
        tasks += [changes, seconds]
    }

    /// The change that was told is being read: what is written from now on is another one.
    func beginReading() { _ = isChangePending.set(false) }

    /// Tells in a moment that nothing followed an escape.
    func awaitRestOfEscape() {
        let continuation = continuation
        Task {
            try? await Task.sleep(for: .milliseconds(40))
            continuation.yield(.escapeIsAlone)
        }
    }

    /// Listens no more.
    func stop() {
        for task in tasks { task.cancel() }
        for source in sources { source.cancel() }
        (tasks, sources) = ([], [])
        continuation.finish()
    }

    private func listen(to number: Int32, as event: WatchEvent) {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        let continuation = continuation
        source.setEventHandler { continuation.yield(event) }
        source.activate()
        sources.append(source)
    }

    private func listenToKeys() {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
        let continuation = continuation
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 {
                continuation.yield(.input(Array(buffer.prefix(count))))
            } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                source.cancel()
                continuation.yield(.ended)
            }
        }
        source.activate()
        sources.append(source)
    }
}

/// Whether a change was told and not read yet: many at once are told once.
private final class ChangeFlag: Sendable {
    private let isSet = Mutex(false)

    /// - Returns: whether it was otherwise before.
    func set(_ value: Bool) -> Bool {
        isSet.withLock { current in
            defer { current = value }
            return current != value
        }
    }
}
