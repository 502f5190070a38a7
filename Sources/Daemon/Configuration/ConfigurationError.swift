public import TransportSecurity

/// Why the configuration cannot be used.
public enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(path: String)
    /// The file is not TOML.
    case syntax(path: String, detail: String)
    /// A key is not known.
    case unknownKey(place: String, suggestion: String?)
    /// A value does not fit its key.
    case invalidValue(place: String, expected: String)
    /// A value that has no default is not there.
    case missingValue(place: String, expected: String)
    /// The files of TLS that a section names cannot be used.
    case tls(place: String, TLSFileError)
    /// A file that a key names cannot be used.
    case file(place: String, reason: String, remedy: String)
    /// A listener could be reached by other machines without what protects it.
    case exposed(place: String, host: String, lacks: [String])
    /// The time zone is not known.
    case unknownTimeZone(String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .unreadable(let path): "the configuration file \(path) cannot be read"
        case .syntax(let path, let detail): "\(path) is not valid TOML: \(detail)"
        case .unknownKey(let place, _): "unknown configuration key \(place)"
        case .invalidValue(let place, let expected): "\(place) must be \(expected)"
        case .missingValue(let place, let expected): "\(place) is missing: \(expected)"
        case .tls(let place, let error): "\(place): \(error)"
        case .file(let place, let reason, _): "\(place): \(reason)"
        case .exposed(let place, let host, let lacks):
            "\(place).host is \(host), which other machines can reach, without "
                + lacks.map { "\(place).\($0)" }.joined(separator: ", ")
        case .unknownTimeZone(let name): "site.time_zone \"\(name)\" is not an IANA time zone"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .unreadable: "check the path and its permissions"
        case .syntax: "see https://toml.io"
        case .unknownKey(_, let suggestion):
            suggestion.map { "did you mean \($0)?" } ?? "`wardwatchd --help` lists the keys"
        case .invalidValue, .missingValue: "`wardwatchd --help` lists the keys with their ranges"
        case .tls(_, let error): error.hint
        case .file(_, _, let remedy): remedy
        case .exposed(let place, _, _):
            "set them, or say \(place).allow_insecure_remote = true where something else protects patients' data"
        case .unknownTimeZone: "use a name such as Europe/Berlin"
        }
    }
}
