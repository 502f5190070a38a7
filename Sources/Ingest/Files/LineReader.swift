internal import Foundation

/// Reads a file, or standard input for `-`, line by line; memory holds one block and the longest line.
///
/// CR before LF is dropped. On a pipe each line is handed out as soon as it has arrived.
public struct LineReader {
    private static let blockSize = 1 << 16

    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    /// The first byte that has not been handed out.
    private var position = 0
    /// Bytes before it hold no further end of line: a long line is looked through once, not once for each block.
    private var scanned = 0
    private var isAtEnd = false

    /// Opens the file.
    ///
    /// - Throws: ``IngestError``.
    public init(path: String) throws(IngestError) {
        self.path = path
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

    /// The next line without its end, or nil at the end of the file; a last line without an end counts too.
    ///
    /// - Throws: ``IngestError/unreadable(path:reason:)`` for a directory and for errors of the disk.
    public mutating func next() throws(IngestError) -> [UInt8]? {
        while true {
            if let end = buffer[scanned...].firstIndex(of: 10) {
                defer { (position, scanned) = (end + 1, end + 1) }
                return trimmed(buffer[position..<end])
            }
            if isAtEnd {
                defer { (position, scanned) = (buffer.count, buffer.count) }
                return position < buffer.count ? trimmed(buffer[position...]) : nil
            }
            buffer.removeSubrange(..<position)
            (position, scanned) = (0, buffer.count)
            let block = try readBlock()
            isAtEnd = block.isEmpty
            buffer += block
        }
    }

    /// What is there now, at least one byte except at the end.
    ///
    /// Not `FileHandle.availableData`, which ends the process on an error.
    private func readBlock() throws(IngestError) -> [UInt8] {
        var failure: Int32 = 0
        let block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { bytes, count in
            var result: Int
            repeat {
                result = read(handle.fileDescriptor, bytes.baseAddress, bytes.count)
            } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        if failure != 0 { throw .unreadable(path: path, reason: String(cString: strerror(failure))) }
        return block
    }

    private func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] { Array(line.last == 13 ? line.dropLast() : line) }
}
