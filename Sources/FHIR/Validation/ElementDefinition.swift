/// One element of a structure: its name, how often it may stand, and what it holds.
struct ElementDefinition {
    /// What an element holds.
    enum Content: Hashable, ExpressibleByStringLiteral {
        /// A primitive value.
        case primitive(PrimitiveType)
        /// A code of a value set.
        case code(RequiredCodes)
        /// A structure of ``StructureDefinition/all`` by its name; one that is not there is open.
        case structure(String)
        /// Any resource.
        case resource
        /// Any resource that stands for itself: in the entry of a Bundle.
        case entryResource

        /// The type of that name.
        init(stringLiteral name: String) {
            self =
                name == "Resource"
                ? .resource : PrimitiveType(rawValue: name).map { .primitive($0) } ?? .structure(name)
        }

        /// The name as it ends the name of an element with a choice of types: `valueQuantity`.
        var suffix: String {
            let name =
                switch self {
                case .primitive(let type): type.rawValue
                case .structure(let name): name
                case .code: "code"
                case .resource, .entryResource: "Resource"
                }
            return name.prefix(1).uppercased() + name.dropFirst()
        }

        /// Whether the element may have a sibling with an underscore.
        var isPrimitive: Bool {
            switch self {
            case .primitive, .code: true
            case .structure, .resource, .entryResource: false
            }
        }
    }

    /// The name, without `[x]`.
    let name: String
    /// Whether it must be there.
    let isRequired: Bool
    /// Whether it is an array.
    let isList: Bool
    /// What it holds: one of these.
    let contents: [Content]
    /// Whether the type is part of the name in the JSON.
    let isChoice: Bool

    /// 0..1.
    static func optional(_ name: String, _ content: Content) -> ElementDefinition {
        ElementDefinition(name: name, isRequired: false, isList: false, contents: [content], isChoice: false)
    }

    /// 1..1.
    static func required(_ name: String, _ content: Content) -> ElementDefinition {
        ElementDefinition(name: name, isRequired: true, isList: false, contents: [content], isChoice: false)
    }

    /// 0..*.
    static func list(_ name: String, _ content: Content) -> ElementDefinition {
        ElementDefinition(name: name, isRequired: false, isList: true, contents: [content], isChoice: false)
    }

    /// 1..*.
    static func requiredList(_ name: String, _ content: Content) -> ElementDefinition {
        ElementDefinition(name: name, isRequired: true, isList: true, contents: [content], isChoice: false)
    }

    /// `name[x]`, 0..1.
    static func choice(_ name: String, _ contents: [Content]) -> ElementDefinition {
        ElementDefinition(name: name, isRequired: false, isList: false, contents: contents, isChoice: true)
    }

    /// The names under which it may stand in the JSON, each with what it holds then.
    var slots: [(name: String, content: Content)] {
        contents.map { (isChoice ? name + $0.suffix : name, $0) }
    }
}
