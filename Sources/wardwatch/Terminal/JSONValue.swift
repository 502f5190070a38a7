/// A JSON value, to look up by path.
enum JSONValue: Decodable {
    case absent
    case scalar(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let value = try? container.decode(Bool.self) {
            self = .scalar(String(value))
        } else if let value = try? container.decode(Int64.self) {
            self = .scalar(String(value))
        } else if let value = try? container.decode(UInt64.self) {
            self = .scalar(String(value))
        } else if let value = try? container.decode(Double.self) {
            self = .scalar("\(value)")
        } else if let value = try? container.decode(String.self) {
            self = .scalar(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// What is at a path of keys such as `risk.probability`; keys may have points in them.
    subscript(path: Substring) -> JSONValue {
        guard case .object(let members) = self else { return .absent }
        if let value = members[String(path)] { return value }
        for point in path.indices where path[point] == "." {
            if let member = members[String(path[..<point])] { return member[path[path.index(after: point)...]] }
        }
        return .absent
    }

    /// The value as a field of CSV: lists with spaces between, nothing for an object.
    var field: String {
        switch self {
        case .absent, .object: ""
        case .scalar(let text): text
        case .list(let values): values.map(\.field).joined(separator: " ")
        }
    }
}
