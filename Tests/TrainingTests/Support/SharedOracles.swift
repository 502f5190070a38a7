import Foundation

/// Reference values that were made without this project's code, outside the repository.
///
/// They lie in the folder named by `WARDWATCH_SHARED`, or in `shared` beside the package.
enum SharedOracles {
    private static let networks: URL = {
        let root =
            ProcessInfo.processInfo.environment["WARDWATCH_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared")
        return root.appendingPathComponent("oracles/networks")
    }()

    /// Whether the references are there.
    static var areThere: Bool {
        FileManager.default.fileExists(atPath: networks.appendingPathComponent("metrics_sklearn.json").path)
    }

    /// A file of references.
    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: networks.appendingPathComponent(name)))
    }
}
