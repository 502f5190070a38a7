import ClinicalDomain
import Daemon
import Ingest
import Store
import Synchronization
import Testing

struct GroupCommitTests {
    private let temporary: TemporaryStore

    init() throws { temporary = try TemporaryStore() }

    /// Request `number` has one to four messages; message `part` of it brings `part + 1` observations.
    private func request(_ number: Int) -> [Delivery] {
        (0...(number % 4)).map { part in
            var delivery = Delivery.sample("\(number)/\(part)", patient: "P\(number % 17)")
            delivery.observations = (0...part).map { index in
                Observation(
                    key: Observation.Key(
                        channel: .heartRate, effective: hour(Double(number) + Double(index) / 60), source: "\(part)"),
                    code: "", value: 80, issued: hour(0))
            }
            return delivery
        }
    }

    @Test func `of 200 senders at once each gets its own receipts, and everything is stored once`() async throws {
        let told = Mutex<[Int64]>([])
        let commit = GroupCommit(store: temporary.store) { outcomes in
            told.withLock { $0 += outcomes.map(\.messageID) }
        }
        try await withThrowingTaskGroup(of: (Int, [DeliveryReceipt]).self) { group in
            for number in 0..<200 {
                let request = request(number)
                group.addTask { (number, try await commit.append(request)) }
            }
            for try await (number, receipts) in group {
                #expect(receipts.map(\.observations) == (0...(number % 4)).map { $0 + 1 })
                #expect(receipts.allSatisfy { !$0.isRepetition })
            }
        }
        let counts = try await temporary.store.counts()
        #expect(counts.messages == 500 && counts.observations == 50 * (1 + 3 + 6 + 10) && counts.patients == 17)
        #expect(try await eventually { told.withLock { $0 == Array(1...500) } })
    }

    @Test func `a repetition is acknowledged and stored once, also within one transaction`() async throws {
        let commit = GroupCommit(store: temporary.store) { _ in }
        let request = request(3)
        let receipts = try await withThrowingTaskGroup(of: [DeliveryReceipt].self) { group in
            for _ in 0..<20 { group.addTask { try await commit.append(request) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(receipts.count == 80 && receipts.count { !$0.isRepetition } == 4)
        #expect(try await temporary.store.counts().messages == 4)
    }

    @Test func `one bad request fails alone`() async throws {
        let commit = GroupCommit(store: temporary.store) { _ in }
        // The schema refuses a message without identity.
        let bad = request(3) + [Delivery.sample("")]
        let failed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                let request = number == 20 ? bad : request(4 * number)
                group.addTask {
                    do {
                        _ = try await commit.append(request)
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failed == 1)
        #expect(try await temporary.store.counts().messages == 39)
    }

    @Test func `a store that fails rejects every sender, stores nothing and is told to nobody`() async throws {
        let readOnly = try WardwatchStore(path: temporary.store.path, mode: .readOnly)
        defer { try? readOnly.close() }
        let commit = GroupCommit(store: readOnly) { _ in Issue.record("nothing was committed") }
        let refused = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                let request = request(number)
                group.addTask {
                    do {
                        _ = try await commit.append(request)
                        return false
                    } catch {
                        if case StoreError.readOnly = error { return true }
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == 50)
        #expect(try await temporary.store.counts().messages == 0)
    }

    @Test func `what was committed is taken over in the order of commits, and what is not holds later commits back`()
        async throws
    {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let told = Mutex<[Int64]>([])
        let commit = GroupCommit(store: temporary.store) { outcomes in
            for await _ in stream { break }
            told.withLock { $0 += outcomes.map(\.messageID) }
        }
        for number in 0..<4 { #expect(try await commit.append(request(4 * number)).count == 1) }
        let fifth = Task { try await commit.append(request(1)) }
        for _ in 0..<20 { await Task.yield() }
        #expect(try await temporary.store.counts().messages == 4)
        continuation.yield()
        #expect(try await fifth.value.count == 2)
        for _ in 0..<4 { continuation.yield() }
        #expect(try await eventually { told.withLock { $0 == Array(1...6) } })
    }

    @Test func `nothing to store is no error`() async throws {
        #expect(try await GroupCommit(store: temporary.store) { _ in }.append([]).isEmpty)
    }
}
