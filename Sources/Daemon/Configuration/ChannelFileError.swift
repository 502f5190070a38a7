/// Why a site's channel file cannot be used.
public enum ChannelFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(path: String)
    /// The file is not TOML.
    case syntax(path: String, detail: String)
    /// A row does not fit.
    case row(path: String, place: String, problem: String, hint: String)

    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .unreadable(let path): "the channel file \(path) cannot be read"
        case .syntax(let path, let detail): "\(path) is not valid TOML: \(detail)"
        case .row(let path, let place, let problem, _): "\(path), \(place): \(problem)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .unreadable: "check site.channels_file and the file's permissions"
        case .syntax: "see https://toml.io"
        case .row(_, _, _, let hint): hint
        }
    }
}
