import FHIR
import Foundation

/// HL7's own examples and those of US Core, outside the repository.
enum FHIRExamples {
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] {
            return URL(fileURLWithPath: path).appendingPathComponent("oracles/fhir")
        }
        // Tests/MappingTests/Support/FHIRExamples.swift → the package root → its neighbour
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.deletingLastPathComponent().appendingPathComponent("shared/oracles/fhir")
    }()

    private static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }()

    static func example(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try Data(contentsOf: folder.appendingPathComponent("\(name).json"))))
    }

    /// The examples by name without extension.
    static let resources: [(name: String, json: JSONValue)] = names.compactMap { name in
        (try? example(name)).map { (name, $0) }
    }
}
