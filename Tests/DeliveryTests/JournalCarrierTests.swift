import ClinicalDomain
import Delivery
import Logging
import Synchronization
import Testing

@Suite struct JournalCarrierTests {
    /// Keeps what is logged.
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            lines.all.withLock { $0.append("\(event.level) \(event.message) \(pairs)") }
        }
    }

    @Test func `a line says what happened to which alert, and names no patient`() async throws {
        let lines = Lines()
        let carrier = JournalCarrier(logger: Logger(label: "test") { _ in Handler(lines: lines) })
        let message = try OutboxMessage.sample()
        #expect(await carrier.deliver(message) == .delivered)
        let line = try #require(lines.all.withLock { $0.first })
        #expect(
            line == """
                warning alert asks for attention alert.event=raise alert.id=17 alert.reasons=news2 network-risk \
                alert.state=open alert.tier=1 message.identity=\(message.message.identity) unit=W&7
                """)
        #expect(!line.contains("12") && !line.contains("V1"))
    }
}
