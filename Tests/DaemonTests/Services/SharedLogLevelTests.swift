import Daemon
import Logging
import Synchronization
import Testing

struct SharedLogLevelTests {
    @Test func `a change reaches loggers that are in use, but those with a level of their own`() {
        let level = SharedLogLevel(.info)
        let lines = Lines()
        let logger = Logger(label: "a") { _ in level.handler(Recording(lines: lines)) }
        var copy = logger
        copy[metadataKey: "k"] = "v"
        var own = logger
        own.logLevel = .critical
        for logger in [logger, copy, own] { logger.debug("hidden") }
        level.value = .debug
        for logger in [logger, copy, own] { logger.debug("shown") }
        level.value = .error
        logger.warning("hidden again")
        #expect(lines.all.withLock { $0 } == ["shown [:]", "shown [\"k\": v]"])
    }
}

private final class Lines: Sendable {
    let all = Mutex<[String]>([])
}

private struct Recording: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.message) \(metadata)") } }
}
