/// Reads a file, or standard input for `-`, line by line; memory holds one block and the longest line.
///
/// CR before LF is dropped. On a pipe each line is handed out as soon as it has arrived.
public struct LineReader {
    /// The longest line by default, 1 MiB.
    public static let maximumLength = 1 << 20
    /// How much of a line that is too long is shown.
    private static let shownLength = 200

    /// A line, or the beginning of one that is too long.
    enum Line {
        /// A line without its end.
        case whole([UInt8])
        /// The first bytes of a line that was stepped over.
        case tooLong(start: [UInt8])
    }

    private let path: String
    private let limit: Int
    private var blocks: FileBlocks
    private var buffer: [UInt8] = []
    /// The first byte that has not been handed out.
    private var position = 0
    /// Bytes before it hold no further end of line: a long line is looked through once, not once for each block.
    private var scanned = 0
    private var isAtEnd = false
    /// The beginning of a line that is being stepped over.
    private var skipped: [UInt8]?
    /// The number of the line that was read last, from 1.
    public private(set) var lineNumber = 0

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - path: the file, or `-`.
    ///   - limit: the longest line in bytes.
    /// - Throws: ``IngestError``.
    public init(path: String, limit: Int = maximumLength) throws(IngestError) {
        (self.path, self.limit) = (path, limit)
        blocks = try FileBlocks(path: path)
    }

    /// The next line without its end, or nil at the end of the file; a last line without an end counts too.
    ///
    /// - Throws: ``IngestError/lineTooLong(path:line:limit:)``, after which the following lines can be read, and
    ///   ``IngestError/unreadable(path:reason:)`` for a directory and for errors of the disk.
    public mutating func next() throws(IngestError) -> [UInt8]? {
        switch try nextLine() {
        case .whole(let line): return line
        case .tooLong: throw .lineTooLong(path: path, line: lineNumber, limit: limit)
        case nil: return nil
        }
    }

    /// The next line, however long it is.
    mutating func nextLine() throws(IngestError) -> Line? {
        while true {
            if let end = buffer[scanned...].firstIndex(of: 10) {
                defer { (position, scanned) = (end + 1, end + 1) }
                return taken(buffer[position..<end])
            }
            if isAtEnd {
                defer { (position, scanned) = (buffer.count, buffer.count) }
                return position < buffer.count || skipped != nil ? taken(buffer[position...]) : nil
            }
            // One byte more than the limit may be the CR of the end.
            if buffer.count - position > limit + 1 {
                if skipped == nil { skipped = Array(buffer[position...].prefix(Self.shownLength)) }
                position = buffer.count
            }
            buffer.removeSubrange(..<position)
            (position, scanned) = (0, buffer.count)
            let block = try blocks.next()
            isAtEnd = block.isEmpty
            buffer += block
        }
    }

    private mutating func taken(_ line: ArraySlice<UInt8>) -> Line {
        lineNumber += 1
        if let start = skipped {
            skipped = nil
            return .tooLong(start: start)
        }
        let text = line.last == 13 ? line.dropLast() : line
        return text.count > limit ? .tooLong(start: Array(text.prefix(Self.shownLength))) : .whole(Array(text))
    }
}
