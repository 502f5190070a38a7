import Testing

@testable import FHIR

/// The table of elements against HL7's StructureDefinitions.
struct StructureDefinitionTests {
    private typealias Row = (name: String, isRequired: Bool, isList: Bool, types: Set<String>, codes: String?)

    /// The rows of a structure in the table.
    private func rows(of name: String) throws -> [String: Row] {
        let definition = try #require(StructureDefinition.all[name], "\(name) has no definition")
        return Dictionary(
            uniqueKeysWithValues: definition.elements.map { element in
                var codes: String?
                let types = element.contents.map { content in
                    switch content {
                    case .primitive(let type): return type.rawValue
                    case .code(let set):
                        codes = set.rawValue
                        return "code"
                    case .structure("SimpleQuantity"): return "Quantity"
                    case .structure(let name): return name
                    case .resource, .entryResource: return "Resource"
                    }
                }
                return (
                    element.name,
                    (element.name, element.isRequired, element.isList, Set(types), codes)
                )
            })
    }

    @Test(
        .enabled(if: Oracles.isAvailable),
        arguments: ["Observation", "Patient", "Encounter", "Bundle", "Quantity", "Element"])
    func `every element has the name, cardinality, types and codes of the standard, and no other is there`(
        profile: String
    ) throws {
        var structures: Set<String> = []
        var expected: [String: Set<String>] = [:]
        for element in try Oracles.profile(profile) {
            guard let path = element["path"]?.string, path.contains(".") else { continue }
            let steps = path.split(separator: ".").map(String.init)
            let parent = steps.dropLast().joined(separator: ".")
            let name = try #require(steps.last).replacing("[x]", with: "")
            structures.insert(parent)
            expected[parent, default: []].insert(name)
            let row = try #require(try rows(of: parent)[name], "\(path) is not in the table")
            #expect(row.isRequired == (element["min"] == 1), "\(path)")
            #expect(row.isList == (element["max"] == "*"), "\(path)")
            #expect(row.types == types(of: element, at: path), "\(path)")
            let binding = element["binding"]
            let isEnumerated = binding?["strength"] == "required"
            let set = binding?["valueSet"]?.string?.split(separator: "/").last?.split(separator: "|").first
            #expect(row.codes == (isEnumerated ? set.map(String.init) : nil), "\(path)")
        }
        for parent in structures {
            #expect(Set(try rows(of: parent).keys) == expected[parent], "\(parent)")
        }
    }

    private func types(of element: JSONValue, at path: String) -> Set<String> {
        if let reference = element["contentReference"]?.string { return [String(reference.dropFirst())] }
        return Set(
            (element["type"]?.array ?? []).compactMap { type in
                switch type["code"]?.string {
                case "BackboneElement", "Element": path
                // The ids of resources are of type id, those of elements are strings.
                case "http://hl7.org/fhirpath/System.String":
                    path.split(separator: ".").count == 2
                        && path.first?.isUppercase == true
                        && StructureDefinition.all[String(path.split(separator: ".")[0])]?
                            .isResource == true
                        ? "id" : "string"
                case let name: name
                }
            })
    }

    @Test func `every type that is named is defined, or is one that extensions alone may hold`() {
        let open: Set<String> = [
            "Contributor", "DataRequirement", "Expression", "ParameterDefinition", "RelatedArtifact",
            "TriggerDefinition", "UsageContext", "Dosage",
        ]
        for definition in StructureDefinition.all.values {
            for element in definition.elements {
                for case .structure(let name) in element.contents where StructureDefinition.all[name] == nil {
                    #expect(definition.name == "Extension" && open.contains(name), "\(definition.name).\(element.name)")
                }
            }
        }
    }

    @Test(.enabled(if: Oracles.isAvailable), arguments: ["Observation", "Patient", "Encounter", "Bundle", "Quantity"])
    func `every error rule of the standard is checked`(profile: String) throws {
        // ele-1 and ext-1 stand at every element; dom-2, dom-4 and dom-5 are checked by hand.
        // dom-3, that a contained resource is used, harms nobody.
        let elsewhere: Set<String> = ["ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5"]
        for element in try Oracles.profile(profile) {
            guard let path = element["path"]?.string else { continue }
            let keys = Set((Invariant.table[path] ?? []).map(\.key))
            for constraint in element["constraint"]?.array ?? [] where constraint["severity"] == "error" {
                let key = constraint["key"]?.string ?? ""
                #expect(elsewhere.contains(key) || keys.contains(key), "\(path): \(key)")
            }
        }
    }
}
