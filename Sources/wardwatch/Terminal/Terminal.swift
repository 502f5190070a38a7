import Foundation

/// What is said to people: standard error, and only there.
enum Terminal {
    /// Whether standard error is a terminal that shows progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// The text without control characters, which would garble a terminal.
    static func printable(_ text: some StringProtocol) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "." : Character($0) })
    }

    /// From where somebody acts, for the audit trail: the machine, the terminal, and whence a remote session comes.
    static var origin: String {
        let terminal = ttyname(STDIN_FILENO).map { String(cString: $0) }
        let remote = ProcessInfo.processInfo.environment["SSH_CONNECTION"]?.split(separator: " ").first
        return ([ProcessInfo.processInfo.hostName] + [terminal, remote.map { "from \($0)" }].compactMap { $0 }).joined(
            separator: " ")
    }

    /// A line of talk.
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// An error with a hint.
    static func complain(_ text: String, hint: String?) {
        say("wardwatch: \(text)")
        if let hint { say("hint: \(hint)") }
    }
}
