import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct FaultTests {
    private func limitPages(_ store: WardwatchStore, to more: Int?) async throws {
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(more.map { pages + $0 } ?? 1_000_000)")
        }
    }

    @Test func `a full disk is a fault until something is written`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(store.fault == nil)
        try await limitPages(store, to: 10)
        await #expect(throws: StoreError.self) { try await store.append(CrashTests.call(1)) }
        #expect(store.fault == .diskFull(path: temporary.path))
        _ = try await store.append([])
        #expect(store.fault != nil, "a transaction that changes nothing shows nothing")
        try await limitPages(store, to: nil)
        await store.tryWriting()
        #expect(store.fault == nil)
    }

    @Test func `a lock is a fault, and trying to write waits for nobody`() async throws {
        let temporary = try TemporaryStore()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: temporary.path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        await temporary.store.tryWriting()
        #expect(temporary.store.fault == .locked(path: temporary.path))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        await temporary.store.tryWriting()
        #expect(temporary.store.fault == nil)
        let timeout = try await temporary.store.pool.writeWithoutTransaction {
            try Int.fetchOne($0, sql: "PRAGMA busy_timeout")
        }
        #expect(timeout == 5000, "messages wait as before")
    }

    @Test func `what the schema refuses is no fault of the disk`() async throws {
        let temporary = try TemporaryStore()
        await #expect(throws: StoreError.self) {
            try await temporary.store.write { try $0.execute(sql: "INSERT INTO source VALUES (1, 'a'), (1, 'b')") }
        }
        #expect(temporary.store.fault == nil)
    }

    @Test func `damage that a check finds stays a fault whatever is written`() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.append(CrashTests.call(0))
        #expect(try await temporary.store.quickCheck() == [])
        try await temporary.store.checkpoint()
        let root = try await temporary.store.read {
            try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'observation'") ?? 0
        }
        try temporary.store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: temporary.path))
        try file.seek(toOffset: UInt64(root - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        try file.close()
        let store = try WardwatchStore(path: temporary.path, mode: .existing)
        #expect(try await !store.quickCheck().isEmpty)
        guard case .corrupt = store.fault else {
            Issue.record("\(String(describing: store.fault))")
            return
        }
        await store.tryWriting()
        #expect(store.fault != nil)
    }
}
