internal import CoreMetrics
internal import NIOCore
internal import Synchronization

/// The open connections of a server, so that there is room for those that ask.
///
/// When there are as many as there may be, a newcomer takes the place of one that waits: first of those that have never
/// asked for anything, then of those that asked last; of each the one that has waited longest. Half-open connections
/// therefore keep nobody out. Where all are being answered, the newcomer is closed.
final class WebConnections: Sendable {
    private struct Connection {
        let channel: any Channel
        var hasAsked = false
        /// Whether a request is being received or answered.
        var isBusy = false
        /// Grows with everything that happens.
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
            let waiting = isFull ? state.connections.filter { !$0.value.isBusy } : [:]
            let longest = waiting.min { Self.order($0.value) < Self.order($1.value) }
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

    /// A request begins.
    func begin(_ channel: any Channel) { change(channel) { ($0.hasAsked, $0.isBusy) = (true, true) } }

    /// It was answered.
    func end(_ channel: any Channel) { change(channel) { $0.isBusy = false } }

    private func change(_ channel: any Channel, _ body: (inout Connection) -> Void) {
        state.withLock { state in
            state.events += 1
            guard var connection = state.connections[ObjectIdentifier(channel)] else { return }
            body(&connection)
            connection.since = state.events
            state.connections[ObjectIdentifier(channel)] = connection
        }
    }

    private static func order(_ connection: Connection) -> (Int, Int) {
        (connection.hasAsked ? 1 : 0, connection.since)
    }

    private func count(_ result: String) {
        Counter(label: "wardwatch_http_connections_total", dimensions: [("result", result)], factory: metrics)
            .increment()
    }
}
