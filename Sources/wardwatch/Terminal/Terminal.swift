import Foundation

/// What is said to people: standard error, and only there.
enum Terminal {
    /// Whether standard error is a terminal that shows progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// The columns that a table may take: COLUMNS, or those of the terminal; nil where standard output is no terminal.
    static let width: Int? = {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
            return columns
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }()

    /// The text without characters that would command a terminal: controls, and those that turn the direction of text.
    static func printable(_ text: some StringProtocol) -> String {
        String(
            text.unicodeScalars.map { scalar in
                switch scalar.value {
                case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: "."
                default: Character(scalar)
                }
            })
    }

    /// The text with lines that are too long for the terminal going on in the next one, indented by so much more.
    static func wrapped(_ text: String, indent hanging: Int = 2) -> String {
        guard let width else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.count <= width { return String(line) }
            let indent = String(line.prefix { $0 == " " })
            let rest = ListingTable.lines(
                of: String(line.dropFirst(indent.count)), width: max(20, width - indent.count - hanging))
            return rest.enumerated().map {
                indent + String(repeating: " ", count: $0.offset == 0 ? 0 : hanging) + $0.element
            }
            .joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// From where somebody acts, for the audit trail: the machine, the terminal, and whence a remote session comes.
    static var origin: String {
        let terminal = ttyname(STDIN_FILENO).map { String(cString: $0) }
        let remote = ProcessInfo.processInfo.environment["SSH_CONNECTION"]?.split(separator: " ").first
        return ([ProcessInfo.processInfo.hostName] + [terminal, remote.map { "from \($0)" }].compactMap { $0 }).joined(
            separator: " ")
    }

    /// A line of talk.
    static func say(_ text: String) { tell(text + "\n") }

    /// Talk without a line feed; where standard error is closed nobody listens.
    static func tell(_ text: String) { _ = FileDescriptor.write(Array(text.utf8)[...], to: STDERR_FILENO) }

    /// An error with a hint.
    static func complain(_ text: String, hint: String?) {
        say("wardwatch: \(text)")
        if let hint { say("hint: \(hint)") }
    }
}
