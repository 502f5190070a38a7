/// Why tokens cannot be read or changed; none carries a secret or a digest.
public enum AccessTokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line of the file is no token.
    case invalidLine(Int)
    /// The name cannot be used.
    case invalidName(String)
    /// There is a token of that name.
    case nameTaken(String)
    /// There is no token of that name.
    case notFound(String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .invalidLine(let number): "line \(number) is no token"
        case .invalidName(let name): "\"\(name)\" is no name for a token"
        case .nameTaken(let name): "there is a token named \(name)"
        case .notFound(let name): "there is no token named \(name)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .invalidLine: "a line is: name, scope (read, write or admin), sha256: and 64 hexadecimal digits"
        case .invalidName: "use at most 40 letters, digits, -, _ and ."
        case .nameTaken: "choose another name, or remove that one first with `wardwatch tokens remove`"
        case .notFound: "`wardwatch tokens list` shows the names"
        }
    }
}
