import Foundation
import Synchronization
import Testing

@testable import RecurrentNetworks

/// Threads that wait for work, awake or asleep.
@Suite(.timeLimit(.minutes(10)))
struct WorkerTeamTests {
    @Test(arguments: [1, 2, 3, 5])
    func `every thread runs every piece of work once`(threadCount: Int) {
        let team = WorkerTeam(threadCount: threadCount)
        #expect(team.threadCount == threadCount)
        let counts = (0..<threadCount).map { _ in Counter() }
        for round in 1...5000 {
            team.run { thread in counts[thread].increment() }
            // The caller waits for all: no thread is behind.
            guard counts.allSatisfy({ $0.value == round }) else {
                Issue.record("round \(round): \(counts.map(\.value))")
                return
            }
        }
    }

    @Test func `threads that fell asleep wake up for work`() {
        let team = WorkerTeam(threadCount: 3)
        let total = Counter()
        for round in 1...40 {
            // Longer than the threads wait awake.
            Thread.sleep(forTimeInterval: round.isMultiple(of: 2) ? 0.02 : 0.0002)
            team.run { _ in total.increment() }
            #expect(total.value == 3 * round)
        }
    }

    @Test func `what the threads wrote is visible to the caller`() {
        let team = WorkerTeam(threadCount: 2)
        var values = [Int](repeating: 0, count: 2000)
        for round in 1...500 {
            values.withUnsafeMutableBufferPointer { values in
                nonisolated(unsafe) let values = values
                team.run { thread in
                    for index in stride(from: thread, to: values.count, by: 2) { values[index] += index }
                }
            }
            #expect(values[1999] == 1999 * round && values[1998] == 1998 * round)
        }
        #expect(values == (0..<2000).map { 500 * $0 })
    }

    @Test func `a count below 1 is the calling thread alone`() {
        var runs = 0
        WorkerTeam(threadCount: 0).run { thread in
            #expect(thread == 0)
            runs += 1
        }
        #expect(runs == 1)
    }

    @Test func `the threads end with the team, used or not, awake or asleep`() throws {
        let total = Counter()
        for round in 0..<600 {
            let team = WorkerTeam(threadCount: 4)
            if round.isMultiple(of: 2) { team.run { _ in total.increment() } }
            if round.isMultiple(of: 50) { Thread.sleep(forTimeInterval: 0.005) }
        }
        #expect(total.value == 1200)
        #if os(Linux)
            // 1,800 threads were started; other tests have some of their own.
            #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count < 200)
        #endif
    }

    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        var value: Int { count.load(ordering: .relaxed) }
        func increment() { count.wrappingAdd(1, ordering: .relaxed) }
    }
}
