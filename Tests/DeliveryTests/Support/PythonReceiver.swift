import Foundation

/// A receiver in Python that runs until it is let go of.
final class PythonReceiver {
    /// What a receiver wrote down of one HTTP request.
    struct Request: Decodable {
        let method: String
        let path: String
        let signed: Bool
        let identity: String
        let authorization: String
        let timestamp: Int
        let stated: Int
    }

    /// What a receiver wrote down of one HL7 message.
    struct Message: Decodable {
        let type: String
        let control: String
        let mode: String
        let results: [String: [String]]
        let patient: [String]
        let place: [String]
        let hl7apy: [PythonValue]?
    }

    /// A text or a number.
    enum PythonValue: Decodable, Equatable {
        case text(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = try (try? container.decode(Int.self)).map { .number($0) } ?? .text(container.decode(String.self))
        }
    }

    private static let environment = ProcessInfo.processInfo.environment
    private static let root: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }()

    /// A Python that has the package `hl7`.
    static let python =
        environment["WARDWATCH_PYTHON"] ?? root.appendingPathComponent(".build/venv/bin/python").path
    static let isThere = FileManager.default.isExecutableFile(atPath: python)

    let port: Int
    let log: URL
    private let process: Process

    init(_ script: String, _ arguments: [String], port: Int = 0) throws {
        log = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-receiver-\(UUID())")
        try Data().write(to: log)
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        let path = Self.root.appendingPathComponent("Tests/DeliveryTests/Receivers/\(script)").path
        process.arguments = [path, log.path, "\(port)"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([0x0A]), !byte.isEmpty {
            line += byte
        }
        self.port = Int(String(decoding: line, as: UTF8.self)) ?? 0
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: log)
    }

    /// Ends it; the port is free then.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it has written down so far.
    func lines<Line: Decodable>(_ type: Line.Type = Line.self) throws -> [Line] {
        try Data(contentsOf: log).split(separator: 0x0A).map { try JSONDecoder().decode(Line.self, from: $0) }
    }
}
