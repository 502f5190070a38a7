import Foundation

/// What is said to people: standard error, and only there.
enum Terminal {
    /// Whether standard error is a terminal that shows progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// A line of talk.
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// An error with a hint.
    static func complain(_ text: String, hint: String?) {
        say("wardwatch: \(text)")
        if let hint { say("hint: \(hint)") }
    }
}
