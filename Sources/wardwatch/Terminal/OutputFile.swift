import Foundation

/// A file that a command was asked to write its answer to.
enum OutputFile {
    /// Writes text, all of it or nothing.
    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    /// Writes bytes, all of them or nothing.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError("\(path) cannot be written", hint: "check the directory and its permissions")
        }
    }
}
