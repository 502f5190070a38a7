import Foundation
import Simulation
import Store

/// Where simulated events go.
protocol EventTarget: AnyObject {
    /// What the target is called.
    var name: String { get }
    /// What there is to say at the end, beginning with a separator; empty for nothing.
    var summary: String { get }
    /// Sends one event.
    func send(_ event: SimulatedEvent) async throws
    /// Sends what is waiting, and closes.
    func finish() async throws
}

/// Finds the target that an argument means.
enum EventTargetArgument {
    static func open(_ text: String, global: GlobalOptions, connections: Int, window: Int) async throws
        -> any EventTarget
    {
        if text.hasPrefix("mllp://") {
            guard let url = URL(string: text), let host = url.host, let port = url.port else {
                throw CommandError("\"\(text)\" is not an MLLP address", hint: "write mllp://HOST:PORT")
            }
            return try await MLLPTarget(host: host, port: port, connections: connections, window: window)
        }
        if text == "database" { return DatabaseTarget(store: try global.store(.create)) }
        return try FileTarget(path: text)
    }
}
