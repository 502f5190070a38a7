import Foundation

/// A sender of HL7 messages over MLLP, written from the specification: `0B message 1C 0D`.
final class MLLPConnection {
    private let stream: TCPStream
    private var received: [UInt8] = []

    init(port: Int, receiveTimeout seconds: Int = 20) throws {
        stream = try TCPStream(port: port, receiveTimeout: seconds)
    }

    /// Sends a message in a block.
    func send(_ message: String) throws { try send(bytes: [0x0B] + Array(message.utf8) + [0x1C, 0x0D]) }

    /// Sends bytes as they are.
    func send(bytes: [UInt8]) throws { try stream.write(bytes) }

    /// The next answer; nil when the other side has closed.
    func receive() throws -> Acknowledgement? {
        while true {
            if let end = received.firstIndex(of: 0x1C), end + 1 < received.count {
                let block = received[..<end].drop { $0 != 0x0B }.dropFirst()
                received.removeSubrange(...(end + 1))
                return Acknowledgement(text: String(decoding: block, as: UTF8.self))
            }
            let bytes = try stream.read()
            if bytes.isEmpty { return nil }
            received += bytes
        }
    }

    /// Sends a message and waits for its answer.
    func exchange(_ message: String) throws -> Acknowledgement? {
        try send(message)
        return try receive()
    }

    func finishWriting() { stream.finishWriting() }
}

/// An acknowledgement, split at its separators.
struct Acknowledgement: Equatable {
    let text: String

    /// The fourth character is the field separator.
    private var separator: String { text.dropFirst(3).first.map(String.init) ?? "|" }

    private func segment(_ name: String) -> [String]? {
        text.split(separator: "\r").first { $0.hasPrefix(name + separator) }?.components(separatedBy: separator)
    }

    private func field(_ name: String, _ number: Int) -> String {
        guard let fields = segment(name), fields.indices.contains(number) else { return "" }
        return fields[number]
    }

    /// MSA-1.
    var code: String { field("MSA", 1) }
    /// MSA-2.
    var controlID: String { field("MSA", 2) }
    /// The ERR segment.
    var error: String? { segment("ERR")?.joined(separator: separator) }
}
