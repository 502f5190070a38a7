import Foundation
import Testing

extension EndToEnd {
    /// What a bad network, an impatient sender and a failing machine do together.
    @Suite struct RoughSenderTests {
        /// The sender's own log: what it sent, and what it was told.
        private struct Log {
            var unanswered: [Int]
            var acknowledged: Set<Int> = []
            var sent = 0
            var repeats = 0
            var garbage = 0
            var connections = 0
        }

        private func message(_ number: Int) -> WardMessage {
            WardMessage(
                controlID: "M\(number)", patient: "rough\(number % 50)", effective: admission + number,
                results: [.heartRate("\(60 + number % 60)")])
        }

        /// Blocks with what stands between them: nothing, padding, or bytes that are no message.
        private func stream(
            _ numbers: ArraySlice<Int>, log: inout Log, generator: inout SeededGenerator
        ) -> (bytes: [UInt8], numbers: [Int]) {
            let paddings: [[UInt8]] = [[], [], [], [0], [13, 10], [10, 10, 0, 0], [32], [0x0B, 0x1C, 0x0D]]
            var (bytes, order): ([UInt8], [Int]) = ([], [])
            func append(_ number: Int) {
                bytes += [0x0B] + Array(message(number).text.utf8) + [0x1C, 0x0D]
                order.append(number)
            }
            for number in numbers {
                append(number)
                if Int.random(in: 0..<100, using: &generator) < 20 {
                    log.repeats += 1
                    append(Bool.random(using: &generator) ? number : Int.random(in: 0...number, using: &generator))
                }
                bytes += paddings.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<100, using: &generator) < 3 {
                    log.garbage += 1
                    bytes += Array("noise \(log.garbage) between blocks".utf8)
                }
            }
            return (bytes, order)
        }

        /// Sends until the connection breaks or nothing is left.
        ///
        /// - Returns: whether everything was answered.
        private func deliver(
            to daemon: DaemonProcess, log: inout Log, generator: inout SeededGenerator
        ) throws -> Bool {
            let connection = try daemon.connect()
            log.connections += 1
            while !log.unanswered.isEmpty {
                let count = Int.random(in: 1...12, using: &generator)
                let (bytes, order) = stream(log.unanswered.prefix(count), log: &log, generator: &generator)
                var position = 0
                while position < bytes.count {
                    // Now and then everything at once, otherwise cut anywhere.
                    let size =
                        Int.random(in: 0..<5, using: &generator) == 0
                        ? bytes.count : Int.random(in: 1...400, using: &generator)
                    let end = min(bytes.count, position + size)
                    try connection.send(bytes: Array(bytes[position..<end]))
                    position = end
                }
                log.sent += order.count
                for number in order {
                    guard let answer = try connection.receive() else { return false }
                    #expect(answer.code == "AA" && answer.controlID == "M\(number)", "answers come in order")
                    log.acknowledged.insert(number)
                }
                log.unanswered.removeFirst(min(count, log.unanswered.count))
            }
            return true
        }

        @Test(.timeLimit(.minutes(10)))
        func `of 10 000 messages through ten kills none that was acknowledged is lost and none is double`() async throws
        {
            let workspace = try Workspace()
            var generator = SeededGenerator(seed: 10_000)
            var log = Log(unanswered: Array(0..<10_000))
            var kills = 0
            while true {
                let daemon = try await DaemonProcess(in: workspace)
                let remaining = log.unanswered.count
                let stopsAfter = kills < 10 ? Double.random(in: 0.05...0.9, using: &generator) : nil
                if let stopsAfter { daemon.killLater(seconds: stopsAfter) }
                let isDone: Bool
                do {
                    isDone = try deliver(to: daemon, log: &log, generator: &generator)
                } catch is TCPFailure {
                    // The other end is gone in the middle of a write; what was not answered is sent again.
                    isDone = false
                }
                if isDone, stopsAfter == nil {
                    #expect(try await daemon.stop() == 0)
                    break
                }
                kills += 1
                try await daemon.kill()
                // A kill that comes after everything was sent would prove nothing.
                if isDone { log.unanswered = Array(9_000..<10_000) }
                #expect(log.unanswered.count <= max(remaining, 1_000))
                let stored = Set(
                    try await workspace.rows("SELECT effective / 1000 - \(admission) FROM observation")
                        .compactMap { $0.first.flatMap { Int($0) } })
                #expect(log.acknowledged.isSubset(of: stored), "acknowledged means committed")
            }
            #expect(kills >= 10)
            #expect(log.acknowledged.count == 10_000)
            #expect(log.repeats > 1_000 && log.garbage > 100 && log.sent > 11_000)
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 10_000)
            #expect(
                try await workspace.count("SELECT count(DISTINCT effective) FROM observation") == 10_000,
                "nothing double")
            #expect(try await workspace.count("SELECT count(*) FROM message WHERE length(body) > 100") == 10_000)
            #expect(try await workspace.count("SELECT count(*) FROM quarantine WHERE reason <> 'framing'") == 0)
            #expect(try await workspace.rows("PRAGMA integrity_check") == [["ok"]])
        }
    }
}
