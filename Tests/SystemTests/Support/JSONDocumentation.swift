import Foundation

/// The tables of docs/cli-json.md.
struct JSONDocumentation {
    struct Key: Hashable {
        let path: String
        let type: String
        /// Whether it says that the key may be missing.
        let isOptional: Bool
    }

    struct Section {
        var list: String?
        var keys: [Key] = []
    }

    private var sections: [String: Section] = [:]
    /// The sections that are about a command, by how it is called.
    private(set) var commands: [String] = []

    init() throws {
        let url = Executables.packageRoot.appendingPathComponent("docs/cli-json.md")
        var (title, parts): (String?, [(section: String, part: String)]) = (nil, [])
        for line in String(decoding: try Data(contentsOf: url), as: UTF8.self).split(separator: "\n") {
            if let heading = line.wholeMatch(of: /## (.*)/)?.output.1 {
                let name = String(heading.replacing("`", with: ""))
                title = name
                sections[name] = Section()
                if heading.hasPrefix("`") { commands.append(name) }
            } else if let title {
                let linked = line.matches(of: /\[[^\]]*\]\(#([a-z-]+)\)/).map { String($0.output.1) }
                if let list = line.firstMatch(of: /^List `(\w+)`/) {
                    sections[title]?.list = String(list.output.1)
                    parts += linked.map { (title, $0) }
                } else if let row = line.firstMatch(of: /^\| `([^`]+)` \| ([^|]*) \| ?([^|]*)\|/) {
                    let (path, type, meaning) = (String(row.output.1), row.output.2, row.output.3)
                    sections[title]?.keys.append(
                        Key(path: path, type: String(type), isOptional: meaning.contains("absent")))
                } else {
                    parts += linked.map { (title, $0) }
                }
            }
        }
        for (section, name) in parts {
            let keys = part(name)
            sections[section]?.keys += keys
        }
    }

    /// The keys of a part by the anchor of its heading.
    private func part(_ anchor: String) -> [Key] {
        sections.first { $0.key.lowercased().replacing(" ", with: "-") == anchor }?.value.keys ?? []
    }

    /// The keys of a command's document, with the parts that they link to put in; list elements as `alerts[].`.
    func keys(of command: String) -> [Key] {
        guard let section = sections[command] else { return [] }
        let prefix = section.list.map { "\($0)[]." } ?? ""
        return expanded(section.keys).map {
            Key(path: prefix + $0.path, type: $0.type, isOptional: $0.isOptional)
        }
    }

    /// The list of a command's document; nil where it is none.
    func list(of command: String) -> String? { sections[command]?.list }

    private func expanded(_ keys: [Key]) -> [Key] {
        keys.flatMap { key -> [Key] in
            guard let link = key.type.firstMatch(of: /\(#([a-z-]+)\)/) else { return [key] }
            let inside = key.path + (key.type.hasPrefix("list") ? "[]." : ".")
            return expanded(part(String(link.output.1))).map {
                Key(path: inside + $0.path, type: $0.type, isOptional: key.isOptional || $0.isOptional)
            }
        }
    }

    /// The paths of all scalars of a value with their types.
    static func paths(of value: Any, at path: String = "") -> Set<[String]> {
        switch value {
        case let object as [String: Any]:
            return object.reduce(into: []) {
                $0.formUnion(paths(of: $1.value, at: path.isEmpty ? $1.key : "\(path).\($1.key)"))
            }
        case let list as [Any]: return list.reduce(into: []) { $0.formUnion(paths(of: $1, at: "\(path)[]")) }
        case is NSNull: return [[path, "null"]]
        case let text as String:
            return [[path, text.wholeMatch(of: /\d{4}-\d\d-\d\dT[\d:.]+Z/) == nil ? "text" : "time"]]
        case let number as NSNumber:
            if CFBooleanCheck.isBoolean(number) { return [[path, "boolean"]] }
            return [[path, number.doubleValue == number.doubleValue.rounded() ? "integer" : "number"]]
        default: return [[path, "unknown"]]
        }
    }

    /// Tells true and false from 1 and 0.
    private enum CFBooleanCheck {
        static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
    }
}

extension JSONDocumentation.Key {
    /// Whether a path and type of a real document are what is documented.
    func covers(path other: String, type found: String) -> Bool {
        let (element, documented) = type.hasPrefix("list of ") ? ("\(path)[]", String(type.dropFirst(8))) : (path, type)
        let matches = element.hasSuffix(".*") ? other.hasPrefix(element.dropLast()) : other == element
        guard matches else { return false }
        switch documented {
        case "any": return true
        case "number": return ["integer", "number", "null"].contains(found)
        case "text": return ["text", "time"].contains(found)
        default: return documented == found
        }
    }
}
