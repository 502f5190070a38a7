import NIOCore
import Synchronization

/// Frames and faults in, answers out.
typealias MLLPConnection = NIOAsyncChannel<MLLPInbound, [UInt8]>

/// The open connections of a server or dialer and what each is doing.
///
/// Stopping closes those that wait at once and leaves the others to their own loop, which asks here after every
/// answer whether to go on.
final class MLLPConnectionRegistry: Sendable {
    private enum Activity {
        /// It waits for the sender.
        case waiting
        /// The sender waits for us.
        case handling
        /// Its answer is being written.
        case answering
    }

    private struct Connection {
        let channel: any Channel
        var activity = Activity.waiting
        /// Whether a whole message ever came.
        var hasSpoken = false
    }

    private struct State {
        var connections: [Int: Connection] = [:]
        /// Accepted and not yet served.
        var unserved: [Int: MLLPConnection] = [:]
        var lastID = 0
        var isDraining = false
        var isFinished = false
        var isRefusing = false
    }

    private let state = Mutex(State())
    private let maximumConnections: Int

    init(maximumConnections: Int) {
        self.maximumConnections = maximumConnections
    }

    /// Takes a connection in and numbers it; `nil` when there are too many or the service is stopping.
    ///
    /// When there are too many, the oldest of those on which no message ever came makes room: half-open connections
    /// keep no sender out, and senders that are quiet for hours stay.
    func add(_ channel: any Channel) -> (id: Int, replaced: Bool)? {
        let (id, victim) = state.withLock { state -> (Int?, (any Channel)?) in
            guard !state.isDraining else { return (nil, nil) }
            var victim: (any Channel)?
            if state.connections.count >= maximumConnections {
                let mute = state.connections.lazy.filter { !$0.value.hasSpoken && $0.value.activity == .waiting }
                guard let oldest = mute.map(\.key).min() else { return (nil, nil) }
                victim = state.connections.removeValue(forKey: oldest)?.channel
            }
            state.lastID += 1
            state.connections[state.lastID] = Connection(channel: channel)
            return (state.lastID, victim)
        }
        victim?.close(promise: nil)
        return id.map { ($0, victim != nil) }
    }

    /// Whether none was refused since a connection was closed; thousands of refusals are one line in the log.
    func isFirstRefusal() -> Bool {
        state.withLock { state in
            defer { state.isRefusing = true }
            return !state.isRefusing
        }
    }

    /// Keeps an accepted connection until it is served; `false` when nobody will.
    func keep(_ connection: MLLPConnection, id: Int) -> Bool {
        state.withLock { state in
            guard !state.isFinished else { return false }
            state.unserved[id] = connection
            return true
        }
    }

    /// The number of a connection; `nil` when it is closed.
    func id(of channel: any Channel) -> Int? {
        state.withLock { state in state.connections.first { $0.value.channel === channel }?.key }
    }

    /// Hands an accepted connection to its loop.
    func serve(_ id: Int) -> MLLPConnection? {
        state.withLock { $0.unserved.removeValue(forKey: id) }
    }

    /// No connection will be served any more; returns those that never were.
    func finish() -> [MLLPConnection] {
        state.withLock { state in
            state.isFinished = true
            defer { state.unserved = [:] }
            return Array(state.unserved.values)
        }
    }

    func remove(_ id: Int) {
        state.withLock { state in
            if state.connections.removeValue(forKey: id) != nil { state.isRefusing = false }
        }
    }

    /// A frame is about to be handled.
    ///
    /// `false` when the service is stopping: the frame must not be begun.
    ///
    /// - Parameter isMessage: whether it is a whole message.
    func beginHandling(_ id: Int, isMessage: Bool = true) -> Bool {
        state.withLock { state in
            guard !state.isDraining else { return false }
            state.connections[id]?.activity = .handling
            if isMessage { state.connections[id]?.hasSpoken = true }
            return true
        }
    }

    /// The frame was handled and its answer is about to be written.
    func beginAnswering(_ id: Int) {
        state.withLock { $0.connections[id]?.activity = .answering }
    }

    /// The answer was written.
    ///
    /// `false` when the service is stopping: the connection is to be closed.
    func endHandling(_ id: Int) -> Bool {
        state.withLock { state in
            state.connections[id]?.activity = .waiting
            return !state.isDraining
        }
    }

    /// Closes a connection from which nothing was read for long, unless it waits for us.
    ///
    /// One that does not take its answer is closed: it would be held for ever.
    ///
    /// - Returns: whether it was closed.
    @discardableResult
    func closeIfIdle(_ channel: any Channel) -> Bool {
        let isHandling = state.withLock { state in
            state.connections.values.contains { $0.channel === channel && $0.activity == .handling }
        }
        if !isHandling { channel.close(promise: nil) }
        return !isHandling
    }

    /// Closes every connection that handles no frame, now, and lets the others finish theirs.
    func drain() {
        let waiting = state.withLock { state in
            state.isDraining = true
            return state.connections.values.filter { $0.activity == .waiting }.map(\.channel)
        }
        for channel in waiting { channel.close(promise: nil) }
    }
}
