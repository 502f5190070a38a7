import Foundation

/// A file that a command was asked to write its answer to.
enum OutputFile {
    /// Writes text, all of it or nothing.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError("\(path) cannot be written", hint: "check the directory and its permissions")
        }
    }
}
