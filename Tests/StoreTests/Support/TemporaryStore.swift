import ClinicalDomain
import Foundation
import GRDB

@testable import Store

/// A store in a directory of its own that vanishes with it.
final class TemporaryStore: Sendable {
    let directory: URL
    let store: WardwatchStore
    var path: String { store.path }

    init(now: @escaping @Sendable () -> Instant = { Instant(millisecondsSince1970: 1_800_000_000_000) }) throws {
        directory = TemporaryStore.newDirectory()
        store = try WardwatchStore(
            path: directory.appendingPathComponent("wardwatch.sqlite").path, mode: .create, now: now)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    static func newDirectory() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-\(UUID().uuidString)")
    }

    /// Runs SQL as another program would, past the store.
    func sql(_ text: String, foreignKeys: Bool = true) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = foreignKeys
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        try queue.write { try $0.execute(sql: text) }
    }

    func count(_ table: String) throws -> Int {
        try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }
}
