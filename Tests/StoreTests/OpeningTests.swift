import ClinicalDomain
import Foundation
import GRDB
import Migrations
import Testing

@testable import Store

@Suite struct OpeningTests {
    /// A path in a directory that does not exist yet; the directory is removed after `body`.
    private func withPath(_ body: (String) async throws -> Void) async throws {
        let directory = TemporaryStore.newDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory.appendingPathComponent("data/wardwatch.sqlite").path)
    }

    private func permissions(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    private func makeDirectory(of path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    }

    @Test func `creating makes the directory and a file that others cannot read`() async throws {
        try await withPath { path in
            let store = try WardwatchStore(path: path, mode: .create)
            try await store.sampleStay()
            for file in [path, path + "-wal", path + "-shm"] {
                #expect(try permissions(file) & ~0o640 == 0, "\(file)")
            }
            #expect(try permissions(URL(fileURLWithPath: path).deletingLastPathComponent().path) & ~0o750 == 0)
        }
    }

    @Test(arguments: [WardwatchStore.Mode.existing, .readOnly])
    func `a missing file is said to be missing and is not made`(_ mode: WardwatchStore.Mode) async throws {
        try await withPath { path in
            #expect(throws: StoreError.missing(path: path)) { try WardwatchStore(path: path, mode: mode) }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test(arguments: [WardwatchStore.Mode.create, .existing, .readOnly])
    func `a file that is not a database is left as it is`(_ mode: WardwatchStore.Mode) async throws {
        try await withPath { path in
            try makeDirectory(of: path)
            let bytes = Data(repeating: 0x41, count: 5000)
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(throws: StoreError.notADatabase(path: path)) { try WardwatchStore(path: path, mode: mode) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        }
    }

    @Test(arguments: [WardwatchStore.Mode.create, .existing, .readOnly])
    func `a database of another program is left as it is`(_ mode: WardwatchStore.Mode) async throws {
        try await withPath { path in
            try makeDirectory(of: path)
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE bookmark (url TEXT)") }
            try queue.close()
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(throws: StoreError.foreignDatabase(path: path)) { try WardwatchStore(path: path, mode: mode) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        }
    }

    @Test func `a directory in place of the file is refused`() async throws {
        try await withPath { path in
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let error = #expect(throws: StoreError.self) { try WardwatchStore(path: path, mode: .create) }
            guard case .notPermitted(path, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a file in place of the directory is refused`() async throws {
        try await withPath { path in
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            try makeDirectory(of: parent.path)
            try Data("x".utf8).write(to: parent)
            let error = #expect(throws: StoreError.self) { try WardwatchStore(path: path, mode: .create) }
            guard case .notPermitted = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `a file that may not be read is refused`() async throws {
        try await withPath { path in
            try WardwatchStore(path: path, mode: .create).close()
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
            let error = #expect(throws: StoreError.self) { try WardwatchStore(path: path, mode: .existing) }
            guard case .notPermitted(path, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: [WardwatchStore.Mode.create, .existing, .readOnly])
    func `a newer schema is refused`(_ mode: WardwatchStore.Mode) async throws {
        let temporary = try TemporaryStore()
        try temporary.sql("INSERT INTO grdb_migrations VALUES ('v999_future')")
        let path = temporary.path
        #expect(
            throws: StoreError.newerSchema(path: path, found: "v999_future", known: Migrations.all.last?.name ?? "")
        ) {
            try WardwatchStore(path: path, mode: mode)
        }
    }

    @Test func `an empty database is migrated, but not through a read-only opening`() async throws {
        try await withPath { path in
            try makeDirectory(of: path)
            // What a crash right at the beginning of the first start leaves behind.
            let queue = try DatabaseQueue(path: path)
            try await queue.write {
                try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
            }
            try queue.close()
            #expect(throws: StoreError.olderSchema(path: path, known: Migrations.all.last?.name ?? "")) {
                try WardwatchStore(path: path, mode: .readOnly)
            }
            try await WardwatchStore(path: path, mode: .create).sampleStay()
        }
    }

    @Test func `migrations run once`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.sampleStay()
        for mode in [WardwatchStore.Mode.create, .existing] {
            let again = try WardwatchStore(path: temporary.path, mode: mode)
            #expect(try await again.counts().observations == 1)
            let applied = try await again.read {
                try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations")
            }
            #expect(applied == Migrations.all.map(\.name))
            try again.close()
        }
    }

    @Test func `two processes may create at the same time`() async throws {
        for _ in 0..<20 {
            try await withPath { path in
                let stores = try await withThrowingTaskGroup(of: WardwatchStore.self) { group in
                    for _ in 0..<6 { group.addTask { try WardwatchStore(path: path, mode: .create) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for (number, store) in stores.enumerated() { try await store.sampleStay(patient: "P\(number)") }
                #expect(try await WardwatchStore(path: path, mode: .readOnly).counts().encounters == 6)
            }
        }
    }

    @Test func `a read-only opening reads and refuses every write`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        let path = temporary.path
        let reader = try WardwatchStore(path: path, mode: .readOnly)
        #expect(try await reader.history(of: id)?.observations.count == 1)
        await #expect(throws: StoreError.readOnly(path: path)) { try await reader.append(.sample("2")) }
        await #expect(throws: StoreError.readOnly(path: path)) { try await reader.record([]) }
        await #expect(throws: StoreError.readOnly(path: path)) {
            try await reader.acknowledge(alertID: 1, by: "me")
        }
        await #expect(throws: StoreError.readOnly(path: path)) { try await reader.checkpoint() }
        #expect(throws: DatabaseError.self) { try reader.pool.write { try $0.execute(sql: "DELETE FROM patient") } }
        // It sees what others write after it was opened.
        try await temporary.store.append(.sample("2", observations: [.sample(at: 1)]))
        #expect(try await reader.history(of: id)?.observations.count == 2)
    }

    @Test func `a file that everybody closed can be opened for reading`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        try temporary.store.close()
        let reader = try WardwatchStore(path: temporary.path, mode: .readOnly)
        #expect(try await reader.history(of: id)?.observations.count == 1)
    }

    @Test func `the writer commits to stable storage and keeps references`() async throws {
        let temporary = try TemporaryStore()
        let settings = try await temporary.store.pool.writeWithoutTransaction { database in
            try ["synchronous", "foreign_keys", "busy_timeout", "journal_mode", "application_id"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(settings == ["2", "1", "5000", "wal", "1463898692"])
    }

    @Test func `closing folds the log into the file, and closing again does no harm`() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.sampleStay()
        let before = WardwatchStore.fileSize(temporary.path)
        try temporary.store.close()
        try temporary.store.close()
        let after = WardwatchStore.fileSize(temporary.path)
        #expect(after > before)
    }

    @Test func `a closed store throws`() async throws {
        let temporary = try TemporaryStore()
        try temporary.store.close()
        await #expect(throws: StoreError.self) { try await temporary.store.counts() }
    }
}
