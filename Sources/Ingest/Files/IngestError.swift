internal import Mapping

/// Why a file or directory cannot be read.
public enum IngestError: Error, Sendable, CustomStringConvertible {
    /// There is no such file or directory.
    case missing(path: String)
    /// It exists but cannot be read.
    case unreadable(path: String, reason: String)
    /// The directory holds no file of the format.
    case nothingToRead(path: String, fileExtension: String)
    /// The file is not of the format it was said to be.
    case wrongFormat(path: String, reason: String, remedy: String)
    /// A line is longer than lines may be, so that memory stays bounded.
    case lineTooLong(path: String, line: Int, limit: Int)

    /// What is wrong.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file or directory"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .nothingToRead(let path, let fileExtension): "\(path): no *.\(fileExtension) file in this directory"
        case .wrongFormat(let path, let reason, _): "\(path): \(reason)"
        case .lineTooLong(let path, let line, let limit): "\(path): line \(line) is longer than \(limit) bytes"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .missing: "check the path"
        case .unreadable: "check the permissions of the file and its directory"
        case .nothingToRead: "check the FORMAT argument and the directory"
        case .wrongFormat(_, _, let remedy): remedy
        case .lineTooLong: "check that the file has line ends, and that it is of the format"
        }
    }

    init(path: String, _ error: FileFormatError) {
        self = .wrongFormat(path: path, reason: error.description, remedy: error.hint)
    }
}
