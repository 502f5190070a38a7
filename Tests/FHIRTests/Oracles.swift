import FHIR
import Foundation

/// Official examples, profiles and broken resources, from `WARDWATCH_SHARED` or the folder `shared` beside the package.
enum Oracles {
    static let folder: URL? = {
        let shared: URL
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] {
            shared = URL(fileURLWithPath: path)
        } else {
            // Tests/FHIRTests/Oracles.swift → the package root → its neighbour
            var root = URL(fileURLWithPath: #filePath)
            for _ in 0..<3 { root.deleteLastPathComponent() }
            shared = root.deletingLastPathComponent().appendingPathComponent("shared")
        }
        let folder = shared.appendingPathComponent("oracles/fhir")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static var isAvailable: Bool { folder != nil }

    /// The official examples by name without extension.
    static let examples: [String] = names(in: "")

    /// The broken resources by name without extension.
    static let negatives: [String] = names(in: "negative")

    private static func names(in subfolder: String) -> [String] {
        guard let path = folder?.appendingPathComponent(subfolder).path,
            let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        else { return [] }
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appendingPathComponent("\(name).json")))
    }

    static func example(_ name: String) throws -> JSONValue { try JSONValue(parsing: bytes(name)) }

    /// The elements of a StructureDefinition's snapshot.
    static func profile(_ name: String) throws -> [JSONValue] {
        try example("profiles/SD-\(name)")["snapshot"]?["element"]?.array ?? []
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
