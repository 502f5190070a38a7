import ClinicalDomain
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct CrashTests {
    static let observationsInDelivery = 200
    static let deliveriesInCall = 20

    /// Call `number` of the writer that will be killed.
    static func call(_ number: Int) -> [Delivery] {
        (0..<deliveriesInCall).map { index in
            .sample(
                "\(number)/\(index)", patient: "P\(index)",
                observations: (0..<observationsInDelivery).map {
                    .sample(.heartRate, 80, at: Double(number * observationsInDelivery + $0))
                })
        }
    }

    @Test(arguments: 0..<4)
    func `a process killed while appending leaves every acknowledged call and no half of one`(_ round: Int) async throws
    {
        let directory = TemporaryStore.newDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let acknowledged = directory.appendingPathComponent("acknowledged").path

        await #expect(processExitsWith: .signal(SIGKILL)) { [directoryPath = directory.path as String, round] in
            let store = try WardwatchStore(path: directoryPath + "/wardwatch.sqlite", mode: .create)
            let descriptor = open(directoryPath + "/acknowledged", O_CREAT | O_WRONLY | O_APPEND, 0o600)
            let started = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                started.wait()
                usleep(UInt32(20_000 + 37_000 * round))
                kill(getpid(), SIGKILL)
            }
            for number in 0..<100_000 {
                _ = try await store.append(CrashTests.call(number))
                // The acknowledgement leaves the process before the next call.
                _ = withUnsafeBytes(of: UInt8(1)) { write(descriptor, $0.baseAddress, 1) }
                if number == 0 { started.signal() }
            }
        }

        let calls = try Data(contentsOf: URL(fileURLWithPath: acknowledged)).count
        let store = try WardwatchStore(
            path: directory.appendingPathComponent("wardwatch.sqlite").path, mode: .existing)
        #expect(try await store.integrityProblems() == [])
        let counts = try await store.counts()
        #expect(counts.messages.isMultiple(of: CrashTests.deliveriesInCall))
        #expect(counts.observations == counts.messages * CrashTests.observationsInDelivery)
        // One call may have been committed and its acknowledgement not yet written.
        let stored = counts.messages / CrashTests.deliveriesInCall
        #expect(calls >= 1)
        #expect(stored == calls || stored == calls + 1)
        // The sender repeats what was not acknowledged; nothing is stored twice.
        _ = try await store.append((0...calls).flatMap(CrashTests.call))
        #expect(try await store.counts().messages == (calls + 1) * CrashTests.deliveriesInCall)
        #expect(
            try await store.counts().observations
                == (calls + 1) * CrashTests.deliveriesInCall * CrashTests.observationsInDelivery)
        #expect(try await store.unassessedEncounters().count == CrashTests.deliveriesInCall)
    }

    @Test func `files copied in the middle of a transaction open without it`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.append(CrashTests.call(0))
        let copy = TemporaryStore.newDirectory()
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: copy) }
        let path = temporary.path
        let copied = copy.appendingPathComponent("wardwatch.sqlite").path
        try await store.pool.writeWithoutTransaction { database in
            // A cache of ten pages: the transaction spills into the log before its commit.
            try database.execute(sql: "PRAGMA cache_size = 10; PRAGMA wal_autocheckpoint = 0")
        }
        let spilled = try await store.writeDeliveries { writer in
            let before = WardwatchStore.fileSize(path + "-wal")
            for delivery in CrashTests.call(1) { _ = try writer.append(delivery) }
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copied + suffix)
            }
            return WardwatchStore.fileSize(path + "-wal") > before
        }
        #expect(spilled)
        let reopened = try WardwatchStore(path: copied, mode: .existing)
        #expect(try await reopened.integrityProblems() == [])
        #expect(try await reopened.counts().messages == CrashTests.deliveriesInCall)
        #expect(
            try await reopened.counts().observations
                == CrashTests.deliveriesInCall * CrashTests.observationsInDelivery)
        #expect(try await store.counts().messages == 2 * CrashTests.deliveriesInCall)
    }

    @Test func `a full disk refuses the call, keeps what was there and can be tried again`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.sampleStay()
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 10)")
        }
        let error = await #expect(throws: StoreError.diskFull(path: temporary.path)) {
            try await store.append(CrashTests.call(1))
        }
        #expect(error?.isRetryable == true)
        #expect(try await store.counts().messages == 1)
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        #expect(try await store.append(CrashTests.call(1)).count == CrashTests.deliveriesInCall)
    }

    @Test func `a damaged file is said to be damaged`() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.append(CrashTests.call(0))
        try await temporary.store.checkpoint()
        try temporary.store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: temporary.path))
        let size = try file.seekToEnd()
        for page in stride(from: UInt64(4096 * 30), to: size, by: 4096) {
            try file.seek(toOffset: page)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 512))
        }
        try file.close()
        // Whichever page is read first, opening or reading tells; nothing is returned as if it were whole.
        let error = #expect(throws: StoreError.self) {
            let reopened = try WardwatchStore(path: temporary.path, mode: .readOnly)
            try reopened.forEachHistory(where: .all, batchSize: 10) { _ in }
        }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a backup holds everything and does not overwrite`() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.append(CrashTests.call(0))
        try await temporary.store.recordAudit(actor: "me", action: "backup", subject: "")
        let destination = temporary.directory.appendingPathComponent("backup.sqlite").path
        try await temporary.store.backup(to: destination)
        let copy = try WardwatchStore(path: destination, mode: .existing)
        var (original, copied) = (try await temporary.store.counts(), try await copy.counts())
        (original.databaseBytes, original.logBytes, copied.databaseBytes, copied.logBytes) = (0, 0, 0, 0)
        #expect(copied == original)
        #expect(try await copy.auditHead() == temporary.store.auditHead())
        #expect(try await copy.verifyAudit() == nil)
        #expect(try await copy.integrityProblems() == [])
        await #expect(throws: StoreError.self) { try await temporary.store.backup(to: destination) }
        #expect(FileManager.default.fileExists(atPath: destination))
        let permissions = try FileManager.default.attributesOfItem(atPath: destination)[.posixPermissions] as? NSNumber
        #expect((permissions?.intValue ?? -1) & ~0o640 == 0)
    }
}
