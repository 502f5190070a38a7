import Foundation

/// The reference messages, from `WARDWATCH_SHARED` or the folder `shared` beside the package.
enum Oracles {
    static let folder: URL? = {
        let shared: URL
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] {
            shared = URL(fileURLWithPath: path)
        } else {
            // Tests/HL7v2Tests/Oracles.swift → the package root → its neighbour
            var root = URL(fileURLWithPath: #filePath)
            for _ in 0..<3 { root.deleteLastPathComponent() }
            shared = root.deletingLastPathComponent().appendingPathComponent("shared")
        }
        let folder = shared.appendingPathComponent("oracles/hl7")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static var isAvailable: Bool { folder != nil }

    /// File names without extension, framed samples left out.
    static let names: [String] = messageFiles.filter { !$0.hasPrefix("frame_") }

    static let messageFiles: [String] = {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return []
        }
        return names.filter { $0.hasSuffix(".hl7") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func message(_ name: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appendingPathComponent("\(name).hl7")))
    }

    static func parsed(_ name: String) throws -> Parsed {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try JSONDecoder().decode(
            Parsed.self, from: Data(contentsOf: folder.appendingPathComponent("parsed/\(name).json")))
    }

    /// What python-hl7 and hl7apy made of a file.
    struct Parsed: Decodable {
        struct Message: Decodable {
            let segments: [String]
            let fields: [[String]]
        }
        let pythonHL7: [Message]?
        let hl7apy: [String]?

        private enum CodingKeys: String, CodingKey {
            case pythonHL7 = "python_hl7"
            case hl7apy
        }

        var agree: Bool { pythonHL7?.count == 1 && pythonHL7?.first?.segments == hl7apy }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same mutations everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
