internal import Foundation
public import Web

/// The file with the tokens of HTTP, which `http.tokens_file` names.
public enum TokenFile {
    /// Why the file cannot be used.
    public enum Fault: Error, Hashable, Sendable {
        /// It is not there, cannot be read, or is no UTF-8.
        case unreadable(path: String, reason: String)
        /// Everybody on the machine can read or change it.
        case isOpen(path: String, mode: Int)
        /// It cannot be written.
        case notWritable(path: String, reason: String)
        /// What stands in it is wrong, or what is to be changed is.
        case invalid(path: String, AccessTokenError)

        /// What is wrong; never what stands in the file.
        public var reason: String {
            switch self {
            case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
            case .isOpen(let path, let mode): "\(path) is \(String(mode, radix: 8)): everybody can reach it"
            case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
            case .invalid(let path, .invalidLine(let number)): "\(path): \(AccessTokenError.invalidLine(number))"
            case .invalid(_, let error): "\(error)"
            }
        }

        /// What to do about it.
        public var hint: String {
            switch self {
            case .unreadable: "check the path and its permissions; `wardwatch tokens add` makes it"
            case .isOpen(let path, _): "chmod o= \(path)"
            case .notWritable: "make the directory, and run the command as the user that owns it"
            case .invalid(_, let error): error.hint
            }
        }
    }

    /// The tokens in a file.
    public static func read(path: String) throws(Fault) -> AccessTokens {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason(errno)) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemReason(errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: path, reason: systemReason(EISDIR)) }
        guard status.st_mode & 0o007 == 0 else { throw .isOpen(path: path, mode: Int(status.st_mode & 0o777)) }
        guard let data = try? file.readToEnd() ?? Data(), let text = String(data: data, encoding: .utf8) else {
            throw .unreadable(path: path, reason: "it is no UTF-8")
        }
        do throws(AccessTokenError) { return try AccessTokens(text: text) } catch {
            throw .invalid(path: path, error)
        }
    }

    /// Changes the tokens in a file, whole or not at all and one after the other; one that is not there is made.
    ///
    /// A new file is 0640 and belongs to the group of its directory, so that root can make it for the daemon; one that
    /// is there keeps its mode, its owner and its group. Of a link the file that it leads to is changed.
    public static func change<Value>(
        path: String, _ body: (inout AccessTokens) throws(AccessTokenError) -> Value
    ) throws(Fault) -> Value {
        let target = resolved(path)
        let parent = (target as NSString).deletingLastPathComponent
        let directory = open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .notWritable(path: path, reason: systemReason(errno)) }
        // Closing lets go of the lock, too.
        defer { close(directory) }
        while flock(directory, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .notWritable(path: path, reason: systemReason(errno)) }
        }
        var status = stat()
        let exists = stat(target, &status) == 0
        var tokens = exists ? try read(path: path) : AccessTokens()
        let value: Value
        do throws(AccessTokenError) { value = try body(&tokens) } catch { throw .invalid(path: path, error) }
        if !exists {
            guard fstat(directory, &status) == 0 else { throw .notWritable(path: path, reason: systemReason(errno)) }
            (status.st_mode, status.st_uid) = (0o640, uid_t.max)
        }
        let temporary = "\(target).\(UUID().uuidString)"
        do {
            try write(tokens.text, to: temporary, like: status)
            guard rename(temporary, target) == 0 else {
                throw Fault.notWritable(path: path, reason: systemReason(errno))
            }
        } catch {
            unlink(temporary)
            throw error as? Fault ?? .notWritable(path: path, reason: error.localizedDescription)
        }
        fsync(directory)
        return value
    }

    /// Makes a file and waits until it is on the disk.
    private static func write(_ text: String, to path: String, like model: stat) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault.notWritable(path: path, reason: systemReason(errno)) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Only root, or a member of the group, can give it away; otherwise it stays with who made it.
        if fchown(descriptor, model.st_uid, model.st_gid) != 0 { _ = fchown(descriptor, uid_t.max, model.st_gid) }
        guard fchmod(descriptor, model.st_mode & 0o777) == 0 else {
            throw Fault.notWritable(path: path, reason: systemReason(errno))
        }
        try file.write(contentsOf: Data(text.utf8))
        try file.synchronize()
    }

    /// Where a link leads; the path itself where nothing is there.
    private static func resolved(_ path: String) -> String {
        guard let target = realpath(path, nil) else { return path }
        defer { free(target) }
        return String(cString: target)
    }

    private static func systemReason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
