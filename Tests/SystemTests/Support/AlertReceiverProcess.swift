import Foundation

/// A receiver of alerts in Python: one of the programs of Tests/DeliveryTests/Receivers.
final class AlertReceiverProcess {
    /// What an HTTP receiver wrote down of a request.
    struct Request: Decodable {
        struct Body: Decodable {
            let identity: String
            let alert: Int
            let event: String
            let reason: String
            let subject: String
            let patient: String
        }

        /// When it came, seconds since 1970.
        let at: Double
        let answer: String
        let signed: Bool
        let body: Body
    }

    /// What an HL7 receiver wrote down of a message.
    struct Message: Decodable {
        let control: String
        let patient: [String]
        let results: [String: [String]]
    }

    static let secret = "whsec_" + Data((0..<32).map { UInt8($0 &* 7) }).base64EncodedString()

    let port: Int
    private let log: String
    private let process: ChildProcess

    /// Starts one.
    ///
    /// - Parameters:
    ///   - script: which.
    ///   - log: what it writes to; of an earlier one that is continued.
    ///   - port: where it listens; 0 for a free one.
    ///   - arguments: what it answers.
    init(_ script: String, log: String, port: Int = 0, _ arguments: [String]) async throws {
        let path = Executables.packageRoot.appendingPathComponent("Tests/DeliveryTests/Receivers/\(script)").path
        let process = try ChildProcess(Executables.python, [path, log, "\(port)"] + arguments)
        self.port = try await poll("the receiver listens") {
            guard process.isRunning else { throw ToolFailure(tool: script, text: process.errors) }
            return Int(process.output.split(separator: "\n").first ?? "")
        }
        (self.process, self.log) = (process, log)
    }

    /// Ends it.
    func stop() async throws {
        process.signal(SIGKILL)
        _ = try await process.end(within: .seconds(10))
    }

    /// What it, and those before it with the same log, have written down.
    func lines<Line: Decodable>(_ type: Line.Type = Line.self) throws -> [Line] {
        let data = FileManager.default.contents(atPath: log) ?? Data()
        // The last line may be half written.
        guard let end = data.lastIndex(of: 0x0A) else { return [] }
        return try data[...end].split(separator: 0x0A).map { try JSONDecoder().decode(Line.self, from: $0) }
    }
}
