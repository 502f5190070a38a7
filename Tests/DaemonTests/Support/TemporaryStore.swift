import ClinicalDomain
import Daemon
import Foundation
import Store

/// A directory of its own with a database and a directory of models, which vanishes with the test.
final class TemporaryStore: Sendable {
    let directory: URL
    let store: WardwatchStore
    let models: ModelDirectory

    /// An empty database, or a copy of one that is closed.
    init(copyOf path: String? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appendingPathComponent("wardwatch.sqlite").path
        if let path { try FileManager.default.copyItem(atPath: path, toPath: file) }
        store = try WardwatchStore(path: file, mode: .create, now: { hour(1000) })
        models = ModelDirectory(url: directory.appendingPathComponent("models"))
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Writes a file beside the database and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let url = directory.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }
}
