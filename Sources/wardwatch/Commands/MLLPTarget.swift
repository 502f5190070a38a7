import ClinicalDomain
import Foundation
import HL7v2
import Ingest
import Mapping
import Simulation

/// Sends events as ORU^R01 over MLLP; answers are awaited after every message, or after a window of them.
final class MLLPTarget: EventTarget {
    let name: String
    private let clients: [MLLPClient]
    private let messages = ResultMessage(sendingApplication: "SIMULATOR")
    private var lanes: [[[UInt8]]]
    private var number = 0
    private var answers: [String: Int] = [:]

    /// Messages of a connection that are sent before their acknowledgements are awaited together.
    private let window: Int

    init(host: String, port: Int, connections: Int, window: Int) async throws {
        self.window = window
        name = "mllp://\(host):\(port)"
        var clients: [MLLPClient] = []
        do {
            for _ in 0..<connections { clients.append(try await MLLPClient.connect(host: host, port: port)) }
        } catch {
            // The error of the socket is several levels down, and its text a page.
            let reason = "\(error)".contains("Connection refused") ? ": connection refused" : ""
            throw CommandError("no connection to \(name)\(reason)", hint: "is wardwatchd running and listening there?")
        }
        self.clients = clients
        lanes = Array(repeating: [], count: connections)
    }

    var summary: String {
        answers.isEmpty
            ? ""
            : "; answers: " + answers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    func send(_ event: SimulatedEvent) async throws {
        // Outcomes reach a hospital's systems by other messages than results.
        if event.observations.isEmpty { return }
        number += 1
        let bytes = try messages.bytes(
            subject: event.subject, observations: event.observations, sent: event.at, controlID: "SIM\(number)")
        let lane = event.subject.patient.identifier.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % lanes.count
        lanes[lane].append(bytes)
        if lanes[lane].count >= window { try await flush() }
    }

    /// Sends what every connection has waiting, all connections at once.
    func flush() async throws {
        let batches = zip(clients, lanes).filter { !$0.1.isEmpty }
        lanes = Array(repeating: [], count: lanes.count)
        try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for (client, messages) in batches {
                group.addTask { [window] in try await client.sendAll(messages, window: window) }
            }
            for try await replies in group {
                for reply in replies {
                    let code = (try? HL7Message(parsing: reply))?["MSA-1"] ?? "unreadable"
                    answers[code, default: 0] += 1
                }
            }
        }
    }

    func finish() async throws {
        try await flush()
        for client in clients { await client.close() }
        let refused = answers.filter { $0.key != "AA" && $0.key != "CA" }.values.reduce(0, +)
        if refused > 0 {
            throw CommandError("\(refused) messages were not accepted\(summary)", hint: "see the daemon's log")
        }
    }
}
