import Foundation

/// Where a long answer goes piece by piece: standard output, or a file that appears when it is whole.
final class ExportFile {
    private static let blockSize = 1 << 16
    private let path: String?
    private let partial: String
    private let descriptor: Int32
    private var isFinished = false
    private var waiting: [UInt8] = []

    /// - Parameter path: the file, which is replaced; nil for standard output.
    init(_ path: String?) throws {
        self.path = path
        partial = "\(path ?? "").\(getpid()).partial"
        descriptor = path == nil ? STDOUT_FILENO : open(partial, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o640)
        if descriptor < 0 { throw Self.failure(path, errno) }
    }

    deinit {
        if path == nil { return }
        close(descriptor)
        if !isFinished { unlink(partial) }
    }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count >= Self.blockSize { try flush() }
    }

    /// Ends the file, on the disk.
    func finish() throws {
        try flush()
        isFinished = true
        guard let path else { return }
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else {
            isFinished = false
            throw Self.failure(path, errno)
        }
    }

    private func flush() throws {
        defer { waiting.removeAll(keepingCapacity: true) }
        guard path != nil else { return try StandardOutput.write(waiting) }
        let code = FileDescriptor.write(waiting[...], to: descriptor)
        if code != 0 { throw Self.failure(path, code) }
    }

    private static func failure(_ path: String?, _ code: Int32) -> CommandError {
        CommandError(
            "\(path ?? "") cannot be written: \(String(cString: strerror(code)))",
            hint: "check the directory, its permissions and the room left")
    }
}
