internal import FHIR

/// One operation of a JSON Patch (RFC 6902): `{"op":"replace","path":"/status","value":"final"}`.
struct PatchOperation {
    /// Why an operation cannot be done, without values.
    struct Fault: Error {
        let text: String
    }

    private enum Kind: String {
        case add, remove, replace, move, copy, test
    }

    private let kind: Kind
    private let path: [String]
    private let from: [String]
    private let value: JSONValue

    init(_ json: JSONValue) throws(Fault) {
        guard let kind = json["op"]?.string.flatMap(Kind.init) else {
            throw Fault(text: "op is add, remove, replace, move, copy or test.")
        }
        self.kind = kind
        path = try Self.pointer(json["path"])
        from = kind == .move || kind == .copy ? try Self.pointer(json["from"]) : []
        switch kind {
        case .add, .replace, .test:
            guard let value = json["value"] else { throw Fault(text: "value is missing.") }
            self.value = value
        case .remove, .move, .copy: value = .null
        }
        if kind == .move, path.starts(with: from), path != from {
            throw Fault(text: "a value cannot be moved into itself.")
        }
    }

    func apply(to document: inout JSONValue) throws(Fault) {
        switch kind {
        case .add: try Self.edit(&document, path[...], .add(value))
        case .remove: try Self.edit(&document, path[...], .remove)
        case .replace: try Self.edit(&document, path[...], .replace(value))
        case .move:
            let value = try Self.value(in: document, at: from)
            try Self.edit(&document, from[...], .remove)
            try Self.edit(&document, path[...], .add(value))
        case .copy: try Self.edit(&document, path[...], .add(try Self.value(in: document, at: from)))
        case .test:
            guard try Self.value(in: document, at: path) == value else {
                throw Fault(text: "the value is not the one that was tested for.")
            }
        }
    }

    private enum Edit {
        case add(JSONValue)
        case remove
        case replace(JSONValue)
    }

    /// Reads a JSON Pointer (RFC 6901).
    private static func pointer(_ json: JSONValue?) throws(Fault) -> [String] {
        guard let text = json?.string, text.isEmpty || text.hasPrefix("/") else {
            throw Fault(text: "a path is missing or does not begin with a slash.")
        }
        return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func value(in document: JSONValue, at path: [String]) throws(Fault) -> JSONValue {
        var value = document
        for step in path {
            let next: JSONValue?
            switch value {
            case .object(let object): next = object[step]
            case .array(let items): next = try items[index(step, items.count - 1)]
            default: next = nil
            }
            guard let next else { throw missing }
            value = next
        }
        return value
    }

    private static func edit(_ value: inout JSONValue, _ path: ArraySlice<String>, _ edit: Edit) throws(Fault) {
        guard let step = path.first else {
            switch edit {
            case .add(let new), .replace(let new): value = new
            case .remove: throw Fault(text: "the whole resource cannot be removed by a patch.")
            }
            return
        }
        let rest = path.dropFirst()
        switch value {
        case .object(var object):
            if rest.isEmpty, case .add(let new) = edit {
                object[step] = new
            } else {
                guard var member = object[step] else { throw missing }
                if rest.isEmpty, case .remove = edit {
                    object[step] = nil
                } else {
                    try Self.edit(&member, rest, edit)
                    object[step] = member
                }
            }
            value = .object(object)
        case .array(var items):
            if rest.isEmpty, case .add(let new) = edit {
                items.insert(new, at: step == "-" ? items.count : try index(step, items.count))
            } else {
                let position = try index(step, items.count - 1)
                if rest.isEmpty, case .remove = edit {
                    items.remove(at: position)
                } else {
                    try Self.edit(&items[position], rest, edit)
                }
            }
            value = .array(items)
        default: throw missing
        }
    }

    private static func index(_ step: String, _ last: Int) throws(Fault) -> Int {
        guard let index = Int(step), String(index) == step, (0...max(0, last)).contains(index), last >= 0 else {
            throw missing
        }
        return index
    }

    private static let missing = Fault(text: "there is nothing at the path.")
}
