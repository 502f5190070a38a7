internal import Foundation
public import Web

/// The file with the tokens of HTTP, which `http.tokens_file` names.
public enum TokenFile {
    /// Why the file cannot be used.
    public enum Fault: Error, Hashable, Sendable {
        /// It is not there, cannot be read, or is no UTF-8.
        case unreadable(path: String)
        /// Everybody on the machine can read or change it.
        case isOpen(path: String, mode: Int)
        /// It cannot be written.
        case notWritable(path: String, reason: String)
        /// What stands in it is wrong, or what is to be changed is.
        case invalid(path: String, AccessTokenError)

        /// What is wrong; never what stands in the file.
        public var reason: String {
            switch self {
            case .unreadable(let path): "\(path) cannot be read"
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
            case .notWritable: "run the command as the user that owns the directory"
            case .invalid(_, let error): error.hint
            }
        }
    }

    /// The tokens in a file.
    public static func read(path: String) throws(Fault) -> AccessTokens {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue,
            let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw .unreadable(path: path) }
        guard mode & 0o007 == 0 else { throw .isOpen(path: path, mode: mode & 0o777) }
        do throws(AccessTokenError) { return try AccessTokens(text: text) } catch {
            throw .invalid(path: path, error)
        }
    }

    /// Changes the tokens in a file, whole or not at all; one that is not there is made.
    ///
    /// A new file is 0640 and belongs to the group of its directory, so that root can make it for the daemon.
    public static func change<Value>(
        path: String, _ body: (inout AccessTokens) throws(AccessTokenError) -> Value
    ) throws(Fault) -> Value {
        var tokens = FileManager.default.fileExists(atPath: path) ? try read(path: path) : AccessTokens()
        let value: Value
        do throws(AccessTokenError) { value = try body(&tokens) } catch { throw .invalid(path: path, error) }
        let model = FileManager.default.fileExists(atPath: path) ? path : (path as NSString).deletingLastPathComponent
        let attributes = try? FileManager.default.attributesOfItem(atPath: model.isEmpty ? "." : model)
        let temporary = "\(path).\(UUID().uuidString)"
        do {
            let made = FileManager.default.createFile(
                atPath: temporary, contents: Data(tokens.text.utf8), attributes: [.posixPermissions: 0o640])
            guard made else { throw CocoaError(.fileWriteNoPermission) }
            if let group = attributes?[.groupOwnerAccountID] as? NSNumber {
                // Only root, or a member of the group, can give it away; otherwise it stays with who made it.
                _ = chown(temporary, uid_t.max, gid_t(truncating: group))
            }
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteNoPermission) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw .notWritable(path: path, reason: error.localizedDescription)
        }
        return value
    }
}
