internal import Foundation

/// The bytes of a file, or of standard input for `-`, block by block.
struct FileBlocks {
    private static let size = 1 << 16

    private let path: String
    private let handle: FileHandle

    /// Opens the file.
    ///
    /// - Throws: ``IngestError``.
    init(path: String) throws(IngestError) {
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

    /// What is there now, at least one byte except at the end, where it is empty.
    ///
    /// Not `FileHandle.availableData`, which ends the process on an error.
    ///
    /// - Throws: ``IngestError/unreadable(path:reason:)`` for a directory and for errors of the disk.
    mutating func next() throws(IngestError) -> [UInt8] {
        var failure: Int32 = 0
        let block = [UInt8](unsafeUninitializedCapacity: Self.size) { bytes, count in
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
}
