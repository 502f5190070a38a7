import Foundation
import Logging
import ServiceManager
import Synchronization
import Testing

@testable import Daemon

struct JournalLogHandlerTests {
    private final class Lines: Sendable {
        let text = Mutex("")
    }

    private func written(_ log: (Logger) -> Void) -> String {
        let lines = Lines()
        var logger = Logger(label: "test") { _ in
            JournalLogHandler { line in lines.text.withLock { $0 += line } }
        }
        logger.logLevel = .trace
        log(logger)
        return lines.text.withLock { $0 }
    }

    /// Priorities of syslog(3).
    @Test(
        arguments: [
            (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
        ])
    func `a level is a priority of syslog`(level: Logger.Level, priority: Int) {
        #expect(written { $0.log(level: level, "listening") } == "<\(priority)>listening\n")
    }

    @Test func `metadata are sorted pairs, quoted where they are no word`() {
        let line = written { logger in
            var logger = logger
            logger[metadataKey: "listener"] = "mllp"
            logger.warning("connection refused", metadata: ["a": "two words", "b": "q\"\\", "c": "", "d": "1"])
        }
        #expect(line == #"<4>connection refused a="two words" b="q\"\\" c="" d=1 listener=mllp"# + "\n")
    }

    @Test func `one event is one line whatever it holds`() {
        let line = written { $0.error("a\nb", metadata: ["x": "c\r\n<0>forged\u{7}\tz"]) }
        #expect(line == #"<3>a\nb x="c\r\n<0>forged\u{7}\tz""# + "\n")
    }

    @Test func `a stream that is not standard error is none`() throws {
        var status = stat()
        try #require(fstat(STDERR_FILENO, &status) == 0)
        let own = "\(status.st_dev):\(status.st_ino)"
        #expect(JournalStream.isStandardError(environment: ["JOURNAL_STREAM": own]))
        #expect(!JournalStream.isStandardError(environment: ["JOURNAL_STREAM": "\(own)1"]))
        #expect(!JournalStream.isStandardError(environment: [:]))
    }
}
