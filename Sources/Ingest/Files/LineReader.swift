internal import Foundation

/// Reads a file, or standard input for `-`, line by line in bounded memory.
///
/// CR before LF is dropped.
public struct LineReader: Sequence, IteratorProtocol {
    /// The bytes of a line.
    public typealias Element = [UInt8]

    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Opens the file.
    ///
    /// - Throws: ``IngestError``.
    public init(path: String) throws(IngestError) {
        if path == "-" {
            handle = .standardInput
            return
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
            throw .unreadable(path: path, reason: "permission denied")
        }
        self.handle = handle
    }

    /// The next line without its end; a last line without one counts too.
    public mutating func next() -> [UInt8]? {
        while true {
            if let end = buffer[position...].firstIndex(of: 10) {
                defer { position = end + 1 }
                return trimmed(buffer[position..<end])
            }
            if isAtEnd {
                defer { position = buffer.count }
                return position < buffer.count ? trimmed(buffer[position...]) : nil
            }
            buffer.removeSubrange(..<position)
            position = 0
            let data = handle.availableData
            isAtEnd = data.isEmpty
            buffer.append(contentsOf: data)
        }
    }

    private func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] { Array(line.last == 13 ? line.dropLast() : line) }
}
