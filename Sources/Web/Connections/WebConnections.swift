internal import CoreMetrics
internal import NIOCore
internal import Synchronization

/// The open connections of a server, so that there is room for those that ask.
///
/// When there are as many as there may be, a newcomer takes the place of another: first of those that have never asked
/// for anything, then of those that were answered, then of those whose body is still coming; of each the one for which
/// that has been so longest. Half-open connections and unfinished requests therefore keep nobody out. Where all are
/// being answered, the newcomer is closed.
final class WebConnections: Sendable {
    /// What a connection is doing, in the order in which places are taken.
    enum Activity: Int {
        /// It has never asked for anything.
        case silent
        /// All that it asked for was answered.
        case waiting
        /// The body of a request is coming.
        case receiving
        /// A whole request was received and not answered.
        case answering
    }

    private struct Connection {
        let channel: any Channel
        var activity = Activity.silent
        /// Grows with every change of a connection.
        var since: Int
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var events = 0
    }

    private let state = Mutex(State())
    private let maximum: Int
    private let metrics: any MetricsFactory

    init(maximum: Int, metrics: any MetricsFactory) { (self.maximum, self.metrics) = (maximum, metrics) }

    /// Takes a connection in, or closes it when there is no room.
    func add(_ channel: any Channel) {
        let (isAdmitted, victim) = state.withLock { state -> (Bool, (any Channel)?) in
            let isFull = state.connections.count >= maximum
            let replaceable = isFull ? state.connections.filter { $0.value.activity != .answering } : [:]
            let longest = replaceable.min { Self.order($0.value) < Self.order($1.value) }
            if isFull, longest == nil { return (false, nil) }
            if let longest { state.connections[longest.key] = nil }
            state.events += 1
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, since: state.events)
            return (true, longest?.value.channel)
        }
        victim?.close(promise: nil)
        if victim != nil { count("replaced") }
        count(isAdmitted ? "accepted" : "refused")
        guard isAdmitted else { return channel.close(promise: nil) }
        let open = Meter(label: "wardwatch_http_open_connections", factory: metrics)
        open.increment()
        channel.closeFuture.whenComplete { [self] _ in
            open.decrement()
            state.withLock { $0.connections[ObjectIdentifier(channel)] = nil }
        }
    }

    /// A connection begins to do something.
    func change(_ channel: any Channel, to activity: Activity) {
        state.withLock { state in
            state.events += 1
            guard var connection = state.connections[ObjectIdentifier(channel)] else { return }
            (connection.activity, connection.since) = (activity, state.events)
            state.connections[ObjectIdentifier(channel)] = connection
        }
    }

    private static func order(_ connection: Connection) -> (Int, Int) {
        (connection.activity.rawValue, connection.since)
    }

    private func count(_ result: String) {
        Counter(label: "wardwatch_http_connections_total", dimensions: [("result", result)], factory: metrics)
            .increment()
    }
}
