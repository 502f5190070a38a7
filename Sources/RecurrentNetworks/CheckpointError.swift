/// Why bytes are not a training checkpoint.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes are not a safetensors file.
    case invalidFile(SafetensorsError)
    /// A text of the file's metadata is absent.
    case missingText(key: String)
    /// A text of the file's metadata is not what it has to be.
    case invalidText(key: String, text: String, expected: String)
    /// The architecture, the loss or a tensor is wrong.
    case invalidNetwork(NetworkError)

    /// What is wrong, where, with the value.
    public var description: String {
        switch self {
        case .invalidFile(let error): error.description
        case .missingText(let key): "the metadata has no \"\(key)\""
        case .invalidText(let key, let text, let expected): "\"\(key)\" is \"\(text)\", expected \(expected)"
        case .invalidNetwork(let error): error.description
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .invalidFile(let error): error.hint
        case .missingText, .invalidText:
            "resume from a file that Trainer.checkpoint() wrote, with the scalar type of that trainer"
        case .invalidNetwork(let error): error.hint
        }
    }
}
