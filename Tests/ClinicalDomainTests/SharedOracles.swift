import Foundation

/// Reference values that were made without this project's code, outside the repository.
///
/// They lie in the folder named by `WARDWATCH_SHARED`, or in `shared` beside the package.
enum SharedOracles {
    /// The folder of the NEWS2 references.
    static let news2: URL = {
        let root =
            ProcessInfo.processInfo.environment["WARDWATCH_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
        return root.appendingPathComponent("oracles/news2")
    }()

    /// Whether the NEWS2 references are there.
    static var hasNEWS2: Bool {
        FileManager.default.fileExists(atPath: news2.appendingPathComponent("rcp_component_grid.json").path)
    }
}
