import ClinicalDomain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

@Suite struct ConcurrencyTests {
    /// Occupies a connection until ``open()``.
    private final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let entered = DispatchSemaphore(value: 0)

        /// Called by whoever occupies: tells that it is inside and waits.
        func pass() {
            entered.signal()
            semaphore.wait()
        }

        func waitUntilEntered() async {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { [entered] in
                    entered.wait()
                    continuation.resume()
                }
            }
        }

        func open() { semaphore.signal() }
    }

    @Test func `reads do not wait for a long write and do not see it`() async throws {
        let temporary = try TemporaryStore()
        let id = try await temporary.store.sampleStay()
        let gate = Gate()
        let store = temporary.store
        async let writing: Void = store.write { database in
            try database.execute(sql: "UPDATE patient SET sex = 'female'")
            gate.pass()
        }
        await gate.waitUntilEntered()
        #expect(try await store.history(of: id)?.patient.sex == .unknown)
        #expect(try await store.counts().observations == 1)
        var walked = 0
        try store.forEachHistory(where: .all, batchSize: 1) { walked += $0.count }
        #expect(walked == 1)
        let other = try WardwatchStore(path: temporary.path, mode: .readOnly)
        #expect(try await other.patients().map(\.patient.sex) == [.unknown])
        gate.open()
        try await writing
        #expect(try await store.history(of: id)?.patient.sex == .female)
    }

    @Test func `writes do not wait for a long walk and the walk does not see them`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for number in 0..<3 { _ = try await store.sampleStay(patient: "P\(number)") }
        let gate = Gate()
        async let walking: Int = withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        var count = 0
                        try store.forEachHistory(where: .all, batchSize: 1) { batch in
                            if count == 0 { gate.pass() }
                            count += batch.reduce(0) { $0 + $1.observations.count }
                        }
                        return count
                    })
            }
        }
        await gate.waitUntilEntered()
        for number in 0..<3 {
            try await store.append(.sample("late \(number)", patient: "P\(number)", observations: [.sample(at: 5)]))
        }
        #expect(try await store.counts().observations == 6)
        gate.open()
        #expect(try await walking == 3)
    }

    @Test func `appends from many tasks are all stored once`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    // Each message comes twice, as from a sender that missed the acknowledgement.
                    try await store.append(
                        .sample(
                            "\(number / 2)", patient: "P\(number / 2 % 5)", source: "S\(number / 2)",
                            observations: [.sample(at: Double(number / 2), source: "S\(number / 2)")]))
                }
            }
            try await group.waitForAll()
        }
        #expect(try temporary.count("message") == 20)
        #expect(try temporary.count("observation") == 20)
        #expect(try temporary.count("patient") == 5)
        #expect(try temporary.count("source") == 20)
    }

    @Test func `a cancelled task does not interrupt its append`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let appending = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.append(.sample("1", observations: [.sample()]))
        }
        #expect(try await appending.value.stored.count == 1)
        #expect(try await store.counts().observations == 1)
    }

    @Test func `a cancelled read says so`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let reading = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.counts()
        }
        await #expect(throws: StoreError.cancelled) { try await reading.value }
    }

    @Test func `writes of other processes are noticed and our own are not`() async throws {
        let temporary = try TemporaryStore()
        let other = try WardwatchStore(path: temporary.path, mode: .existing)
        let before = try await temporary.store.dataVersion()
        _ = try await temporary.store.sampleStay()
        #expect(try await temporary.store.dataVersion() == before)
        try await other.recordAudit(actor: "me", action: "test", subject: "")
        let after = try await temporary.store.dataVersion()
        #expect(after != before)
        #expect(try await temporary.store.dataVersion() == after)
        let reader = try WardwatchStore(path: temporary.path, mode: .readOnly)
        let seen = try await reader.dataVersion()
        try await other.recordAudit(actor: "me", action: "test", subject: "")
        #expect(try await reader.dataVersion() != seen)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a stream tells of the commits of others, after a pause as well, until nobody listens`() async throws {
        let temporary = try TemporaryStore()
        let other = try WardwatchStore(path: temporary.path, mode: .existing)
        var commits = try await temporary.store.commitsOfOthers(every: .milliseconds(1)).makeAsyncIterator()
        for pause in [0, 0, 50, 0, 1200] {
            try await Task.sleep(for: .milliseconds(pause))
            try await other.recordAudit(actor: "me", action: "test", subject: "")
            #expect(try await commits.next() != nil)
        }
        let listening = Task { [store = temporary.store] in
            for try await _ in try await store.commitsOfOthers(every: .seconds(3600)) {}
        }
        listening.cancel()
        _ = await listening.result
    }

    @Test(.timeLimit(.minutes(1))) func `the kernel's word alone starts the search for a commit`() async throws {
        let temporary = try TemporaryStore()
        let log = temporary.path + "-log"
        try Data().write(to: URL(fileURLWithPath: log))
        let pipe = Pipe()
        let version = Mutex(1)
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        Thread.detachNewThread {
            // An hour between looks after the first few: only a write to the log comes before.
            CommitWatch(
                log: log, interval: .milliseconds(1), longest: .seconds(3600),
                end: pipe.fileHandleForReading.fileDescriptor
            ).run(known: 1, version: { version.withLock { $0 } }, onNews: { continuation.yield() })
            continuation.finish()
        }
        // By now the waits are longer than this test may take.
        try await Task.sleep(for: .milliseconds(500))
        var news = stream.makeAsyncIterator()
        for number in 2...4 {
            version.withLock { $0 = number }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
            try file.write(contentsOf: Data([1]))
            try file.close()
            #expect(await news.next() != nil)
        }
        try pipe.fileHandleForWriting.close()
        #expect(await news.next() == nil)
    }

    @Test func `a database that another process keeps locked is said to be locked, and can be tried again`()
        async throws
    {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let other = try DatabaseQueue(path: temporary.path)
        let gate = Gate()
        async let holding: Void = withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try other.writeWithoutTransaction { database in
                            try database.inTransaction(.immediate) {
                                gate.pass()
                                return .commit
                            }
                        }
                    })
            }
        }
        await gate.waitUntilEntered()
        // The store waits five seconds; less here.
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 50") }
        let error = await #expect(throws: StoreError.locked(path: temporary.path)) {
            try await store.append(.sample("1", observations: [.sample()]))
        }
        #expect(error?.isRetryable == true)
        gate.open()
        try await holding
        #expect(try await store.append(.sample("1", observations: [.sample()])).stored.count == 1)
    }
}
