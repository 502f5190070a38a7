/// The elements of a resource, a data type or a part of either, ready for look-up by the names of the JSON.
struct StructureDefinition {
    /// One name of the JSON.
    struct Slot {
        /// The element that the name stands for.
        let element: ElementDefinition
        /// What it holds under this name.
        let content: ElementDefinition.Content
    }

    /// The name: `Observation`, `Quantity`, `Observation.component`.
    let name: String
    /// The elements in the order of the standard.
    let elements: [ElementDefinition]
    /// The elements by the names of the JSON.
    let slots: [String: Slot]
    /// Whether it is a resource, so that the JSON names its type.
    let isResource: Bool

    /// A structure of these elements; every structure has `id` and `extension` besides.
    init(_ name: String, isResource: Bool = false, _ own: [ElementDefinition]) {
        let elements = (isResource ? [] : [.optional("id", "string"), .list("extension", "Extension")]) + own
        (self.name, self.elements, self.isResource) = (name, elements, isResource)
        slots = Dictionary(
            elements.flatMap { element in
                element.slots.map { ($0.name, Slot(element: element, content: $0.content)) }
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// A part of a resource that may carry modifier extensions: `BackboneElement`.
    static func backbone(_ name: String, _ own: [ElementDefinition]) -> StructureDefinition {
        StructureDefinition(name, [.list("modifierExtension", "Extension")] + own)
    }

    /// A resource with the elements that every `DomainResource` has.
    static func domainResource(_ name: String, _ own: [ElementDefinition]) -> StructureDefinition {
        StructureDefinition(
            name, isResource: true,
            resourceElements + [
                .optional("text", "Narrative"), .list("contained", "Resource"), .list("extension", "Extension"),
                .list("modifierExtension", "Extension"),
            ] + own)
    }

    /// The elements that every resource has.
    static let resourceElements: [ElementDefinition] = [
        .optional("id", "id"), .optional("meta", "Meta"), .optional("implicitRules", "uri"),
        .optional("language", "code"),
    ]

    /// All structures by name.
    static let all: [String: StructureDefinition] = Dictionary(
        (resources + dataTypes).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The resource types that are checked.
    static let resourceTypes = resources.filter(\.isResource).map(\.name).sorted()
}
