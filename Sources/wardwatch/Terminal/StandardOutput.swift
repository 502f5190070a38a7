import Foundation

/// Standard output: data, and only there.
///
/// What was not written is an error, a full disk or a closed pipe; `print` would swallow both.
enum StandardOutput {
    /// Writes text and a line feed.
    static func print(_ text: String) throws(OutputError) { try write(text + "\n") }

    /// Writes text, all of it before it returns.
    static func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

    /// Writes bytes, all of them before it returns.
    static func write(_ bytes: [UInt8]) throws(OutputError) {
        let code = FileDescriptor.write(bytes[...], to: STDOUT_FILENO)
        if code == EPIPE { throw .closed }
        if code != 0 { throw .failed(code: code) }
    }

    /// Whether nobody can read any more what would be written.
    static var isClosed: Bool {
        var descriptor = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&descriptor, 1, 0) > 0 && descriptor.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
    }
}

/// Why an answer did not reach its reader.
enum OutputError: Error {
    /// The reader has had enough, as `head -1` has after a line.
    case closed
    /// The operating system says why.
    case failed(code: Int32)

    var description: String {
        switch self {
        case .closed: "standard output was closed"
        case .failed(let code): "standard output cannot be written: \(String(cString: strerror(code)))"
        }
    }

    var hint: String { "the answer is not complete; make room, or write it elsewhere" }
}

/// A file descriptor of the process.
enum FileDescriptor {
    /// Writes bytes.
    ///
    /// - Returns: 0, or the number of the error.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
