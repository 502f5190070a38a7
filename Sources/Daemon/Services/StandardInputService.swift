internal import ClinicalDomain
internal import Dispatch
internal import Foundation
internal import Ingest
internal import Logging
internal import Mapping
internal import ServiceLifecycle

/// Takes in NDJSON lines from standard input until it ends; the daemon goes on afterwards.
struct StandardInputService: Service {
    /// Lines that are read ahead of the store; then reading waits, and with it the writer of the pipe.
    private static let readAhead = 1000

    let mappings: Shared<SiteMappings>
    let sink: any DeliverySink
    let logger: Logger
    let now: @Sendable () -> Instant

    func run() async throws {
        // Reading blocks, so it has a thread of its own; at shutdown the process ends without waiting for a next line.
        let room = DispatchSemaphore(value: Self.readAhead)
        let lines = AsyncStream<[UInt8]> { continuation in
            Thread {
                if var reader = try? LineReader(path: "-") {
                    while let line = try? reader.next() {
                        room.wait()
                        continuation.yield(line)
                    }
                }
                continuation.finish()
            }.start()
        }
        var (number, quarantined) = (0, 0)
        for await line in lines.cancelOnGracefulShutdown() {
            room.signal()
            number += 1
            if line.isEmpty { continue }
            let delivery = mappings.value.lines.map(line: line, number: number, received: now())
            quarantined += delivery.quarantine.count
            await store(delivery)
        }
        logger.notice(
            "standard input ended", metadata: ["lines": "\(number)", "lines.quarantined": "\(quarantined)"])
        try? await gracefulShutdown()
    }

    /// A line that cannot be stored now is tried again: standard input has no answer that could ask for it once more.
    private func store(_ delivery: Delivery) async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                _ = try await sink.append([delivery])
                return
            } catch {
                logger.error("line not stored; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
