internal import Foundation
public import Logging

/// Writes log lines as the journal of systemd reads them from standard error: `<4>message key=value`.
///
/// The number is the priority of `syslog(3)`; the journal adds time and process. Values with white space, quotes or
/// control characters are quoted, so that one event is one line.
///
/// Source: `sd-daemon(3)`.
public struct JournalLogHandler: LogHandler {
    /// The least severe level that is written.
    public var logLevel = Logger.Level.info
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    /// What else every line carries.
    public var metadataProvider: Logger.MetadataProvider?
    private let write: @Sendable (String) -> Void

    /// A handler that writes to standard error.
    public init() {
        self.init { line in
            // One call of the system for one line: others write there as well.
            let bytes = Array(line.utf8)
            _ = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }

    init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// A value that every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        write("<\(Self.priority(event.level))>\(Self.oneLine("\(event.message)"))\(pairs)\n")
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }

    private static func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "\u{7F}" }
        if isWord { return text }
        return "\"\(oneLine(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")))\""
    }

    private static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.value < 0x20 || scalar == "\u{7F}": line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
