/// One walk over a resource that collects what is wrong.
struct Validation {
    private(set) var issues: [OperationOutcome.Issue] = []
    let includesEntries: Bool
    /// The ids of the contained resources, for references within the resource.
    private var containedIDs: Set<String> = []

    init(includesEntries: Bool) { self.includesEntries = includesEntries }

    mutating func checkRoot(_ resource: JSONValue, expectedType: String?, path: String?) {
        guard let object = resource.object else {
            return report(.structure, ElementPath(path ?? expectedType ?? "Resource"), "expected a JSON object")
        }
        guard let type = object["resourceType"] else {
            let place = ElementPath(path ?? expectedType ?? "Resource").member("resourceType")
            return report(.required, place, "name the type of the resource")
        }
        guard let name = type.string, ElementPath.isName(name) else {
            let place = ElementPath(path ?? expectedType ?? "Resource").member("resourceType")
            return report(.structure, place, "expected the name of a resource type")
        }
        let place = ElementPath(path ?? name)
        guard expectedType == nil || name == expectedType else {
            return report(.value, place.member("resourceType"), "expected \(expectedType ?? "")")
        }
        guard StructureDefinition.all[name]?.isResource == true else {
            let known = FHIRValidator.resourceTypes.joined(separator: ", ")
            return report(.notSupported, place.member("resourceType"), "taken are \(known)")
        }
        checkResource(resource, at: place)
    }

    /// A resource of any type, at the root, in a Bundle or contained.
    private mutating func checkResource(_ resource: JSONValue, at path: ElementPath) {
        guard let object = resource.object else { return report(.structure, path, "expected a resource") }
        guard let type = object["resourceType"]?.string, ElementPath.isName(type) else {
            return report(.required, path.member("resourceType"), "name the type of the resource")
        }
        guard let definition = StructureDefinition.all[type], definition.isResource else {
            return checkOpen(resource, at: path)
        }
        let outer = containedIDs
        containedIDs.formUnion(object["contained"]?.array.compactMap { $0["id"]?.string } ?? [])
        check(object, as: definition, at: path)
        checkContained(object, at: path)
        if type == "Observation", VitalSignsProfile.applies(to: object) {
            for fault in VitalSignsProfile.faults(object, at: path) { report(fault.code, fault.path, fault.text) }
        }
        containedIDs = outer
    }

    /// dom-2, dom-4 and dom-5: a contained resource has no identity of its own.
    private mutating func checkContained(_ object: JSONObject, at path: ElementPath) {
        for (index, contained) in (object["contained"]?.array ?? []).enumerated() {
            let place = path.member("contained").item(index)
            if contained["contained"] != nil {
                report(.invariant, place.member("contained"), "dom-2: a contained resource contains no others")
            }
            for name in ["versionId", "lastUpdated"] where contained["meta"]?[name] != nil {
                report(.invariant, place.member("meta").member(name), "dom-4: a contained resource has no versions")
            }
            if contained["meta"]?["security"] != nil {
                report(
                    .invariant, place.member("meta").member("security"),
                    "dom-5: a contained resource has no security label")
            }
        }
    }

    private mutating func check(_ object: JSONObject, as definition: StructureDefinition, at path: ElementPath) {
        guard !object.isEmpty else { return report(.structure, path, "an object is not empty: leave it away") }
        var choices: [String: String] = [:]
        for member in object.members {
            if definition.isResource, member.name == "resourceType" { continue }
            let isSibling = member.name.hasPrefix("_")
            let name = isSibling ? String(member.name.dropFirst()) : member.name
            guard let slot = definition.slots[name], !isSibling || slot.content.isPrimitive else {
                reportUnknown(member.name, in: definition, at: path)
                continue
            }
            let place = path.member(member.name)
            if slot.element.isChoice, let other = choices.updateValue(name, forKey: slot.element.name), other != name {
                report(.structure, place, "only one \(slot.element.name)[x] may be there")
            }
            if isSibling {
                checkSibling(member.value, of: slot, values: object[name], at: place)
            } else {
                check(member.value, in: slot, siblings: object["_\(name)"], at: place)
            }
        }
        for element in definition.elements where element.isRequired && !object.has(element.name) {
            report(.required, path.member(element.name), "\(definition.name) needs \(element.name)")
        }
        for invariant in Invariant.table[definition.name] ?? [] {
            guard let steps = invariant.failure(object) else { continue }
            let place = steps.reduce(path) { path, step in
                switch step {
                case .member(let name): path.member(name)
                case .item(let index): path.item(index)
                }
            }
            report(.invariant, place, "\(invariant.key): \(invariant.rule)")
        }
        if definition.name == "Reference" { checkReference(object, at: path) }
    }

    /// The value or the values of an element.
    private mutating func check(
        _ value: JSONValue, in slot: StructureDefinition.Slot, siblings: JSONValue?, at path: ElementPath
    ) {
        guard slot.element.isList else {
            if case .array = value { return report(.structure, path, "expected one value, not an array") }
            return checkItem(value, as: slot.content, at: path)
        }
        guard case .array(let items) = value else { return report(.structure, path, "expected an array") }
        guard !items.isEmpty else { return report(.structure, path, "an array is not empty: leave it away") }
        for (index, item) in items.enumerated() {
            // A null keeps the place of an item that only has extensions.
            if item == .null, slot.content.isPrimitive, siblings?[index]?.object != nil { continue }
            checkItem(item, as: slot.content, at: path.item(index))
        }
    }

    private mutating func checkItem(_ value: JSONValue, as content: ElementDefinition.Content, at path: ElementPath) {
        guard value != .null else { return report(.structure, path, "null is no value: leave the element away") }
        switch content {
        case .primitive(let type): checkPrimitive(value, as: type, at: path)
        case .code(let set):
            guard checkPrimitive(value, as: .code, at: path), let code = value.string else { return }
            if !set.codes.contains(code) {
                report(.codeInvalid, path, "expected a code of \(set.rawValue): \(set.codes.joined(separator: ", "))")
            }
        case .resource: checkResource(value, at: path)
        case .entryResource: if includesEntries { checkResource(value, at: path) }
        case .structure(let name):
            guard let definition = StructureDefinition.all[name] else { return checkOpen(value, at: path) }
            guard let object = value.object else { return report(.structure, path, "expected an object, \(name)") }
            check(object, as: definition, at: path)
        }
    }

    @discardableResult
    private mutating func checkPrimitive(_ value: JSONValue, as type: PrimitiveType, at path: ElementPath) -> Bool {
        guard type.isWritten(as: value) else {
            report(.structure, path, "expected \(type.expectation)")
            return false
        }
        guard type.accepts(value) else {
            report(.value, path, "expected \(type.expectation)")
            return false
        }
        return true
    }

    /// The id and extensions of a primitive element, under its name with an underscore.
    private mutating func checkSibling(
        _ sibling: JSONValue, of slot: StructureDefinition.Slot, values: JSONValue?, at path: ElementPath
    ) {
        guard slot.element.isList else {
            return checkItem(sibling, as: .structure("Element"), at: path)
        }
        guard case .array(let items) = sibling, !items.isEmpty else {
            return report(.structure, path, "expected an array that is not empty")
        }
        if let values, values.array.count != items.count {
            report(.structure, path, "expected as many items as the element has, null where there is nothing")
        }
        for (index, item) in items.enumerated() {
            if item == .null, let value = values?[index], value != .null { continue }
            checkItem(item, as: .structure("Element"), at: path.item(index))
        }
    }

    /// What is known of a structure without a definition: no null, nothing empty.
    private mutating func checkOpen(_ value: JSONValue, at path: ElementPath) {
        switch value {
        case .null: report(.structure, path, "null is no value: leave the element away")
        case .bool, .number: break
        case .string(let text): if text.isEmpty { report(.value, path, "a text is not empty: leave it away") }
        case .array(let items):
            if items.isEmpty { report(.structure, path, "an array is not empty: leave it away") }
            // Whether an array is one of primitive values, which may hold null, is not known here.
            for (index, item) in items.enumerated() where item != .null { checkOpen(item, at: path.item(index)) }
        case .object(let object):
            if object.isEmpty { report(.structure, path, "an object is not empty: leave it away") }
            for member in object.members {
                checkOpen(member.value, at: ElementPath.isName(member.name) ? path.member(member.name) : path)
            }
        }
    }

    /// ref-1: a reference into the resource leads to a contained one, or to the resource itself.
    private mutating func checkReference(_ object: JSONObject, at path: ElementPath) {
        guard let reference = object["reference"]?.string, reference.hasPrefix("#"), reference != "#",
            !containedIDs.contains(String(reference.dropFirst()))
        else { return }
        report(.invariant, path.member("reference"), "ref-1: no contained resource has this id")
    }

    private mutating func reportUnknown(_ name: String, in definition: StructureDefinition, at path: ElementPath) {
        if ElementPath.isName(name) {
            report(.structure, path.member(name), "R4 knows no such element of \(definition.name)")
        } else {
            report(.structure, path, "a member whose name R4 does not know for \(definition.name)")
        }
    }

    private mutating func report(_ code: OperationOutcome.Code, _ path: ElementPath, _ text: String) {
        if issues.count < FHIRValidator.maximumIssues {
            issues.append(
                OperationOutcome.Issue(code: code, diagnostics: "\(path): \(text).", expression: path.description))
        } else if issues.count == FHIRValidator.maximumIssues {
            issues.append(
                OperationOutcome.Issue(
                    severity: .information, code: .informational,
                    diagnostics: "There are more issues than the \(FHIRValidator.maximumIssues) listed."))
        }
    }
}
