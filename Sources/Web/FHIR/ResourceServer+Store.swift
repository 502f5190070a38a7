internal import ClinicalDomain
internal import FHIR
internal import Hummingbird

extension ResourceServer {
    /// Stores a valid resource as the version after the current one.
    ///
    /// A resource that says what the current version says makes no version: senders repeat themselves.
    func store(
        _ type: ResourceType, _ id: String, _ received: JSONValue, after current: ResourceVersion?,
        _ writer: any ResourceWriter
    ) throws -> ResourceResult {
        let resource = try resolvingConditionalReferences(in: received, writer)
        if let current, !current.isDeleted,
            try Self.content(of: current.resource()) == Self.content(of: resource)
        {
            return ResourceResult(.ok, current)
        }
        var version = ResourceVersion(
            type: type, id: id, version: (current?.version ?? 0) + 1, updated: Self.time(after: current, writer))
        let served = Self.served(resource, as: version)
        version.body = served.serialized()
        let issues = try writer.store(
            version, resource: served, index: ResourceIndex(served, type: type, base: base))
        return ResourceResult(current?.isDeleted ?? true ? .created : .ok, version, issues: issues)
    }

    /// The time of a version: by the clock, but later than that of the version before.
    static func time(after current: ResourceVersion?, _ writer: any ResourceWriter) -> Instant {
        guard let current else { return writer.now }
        return max(writer.now, Instant(millisecondsSince1970: current.updated.millisecondsSince1970 + 1))
    }

    /// The resource with id and meta of a version, in the place where FHIR's examples have them.
    private static func served(_ resource: JSONValue, as version: ResourceVersion) -> JSONValue {
        var meta = resource["meta"]?.object ?? JSONObject()
        meta["versionId"] = .string(String(version.version))
        meta["lastUpdated"] = .string(version.updated.iso8601)
        var object = JSONObject([
            ("resourceType", .string(version.type.rawValue)), ("id", .string(version.id)), ("meta", .object(meta)),
        ])
        for member in resource.object?.members ?? [] where object[member.name] == nil {
            object[member.name] = member.value
        }
        return .object(object)
    }

    /// What a resource says, without what the server adds; two with equal content are the same version.
    private static func content(of resource: JSONValue) -> Set<JSONObject.Member> {
        var object = resource.object ?? JSONObject()
        object["id"] = nil
        var meta = object["meta"]?.object ?? JSONObject()
        meta["versionId"] = nil
        meta["lastUpdated"] = nil
        object["meta"] = meta.isEmpty ? nil : .object(meta)
        return Set(object.members)
    }

    /// Replaces references of the form `Patient?identifier=…` by the resource that they select.
    private func resolvingConditionalReferences(in resource: JSONValue, _ writer: any ResourceWriter) throws
        -> JSONValue
    {
        try resource.replacingReferences { reference in
            let parts = reference.split(separator: "?", maxSplits: 1).map(String.init)
            guard parts.count == 2, let type = ResourceType(rawValue: parts[0]) else { return nil }
            guard let items = QueryItems(parts[1][...]), let match = try match(type, items, "a reference", writer)
            else {
                throw FHIRFailure(
                    .preconditionFailed, .notFound, "A conditional reference selects no \(type.rawValue).")
            }
            return match.address
        }
    }
}

extension JSONValue {
    /// The value with other texts in members `reference`; those for which `replacement` gives nil stay.
    func replacingReferences(_ replacement: (String) throws -> String?) rethrows -> JSONValue {
        switch self {
        case .array(let items): return .array(try items.map { try $0.replacingReferences(replacement) })
        case .object(var object):
            for member in object.members {
                if member.name == "reference", let text = member.value.string {
                    if let new = try replacement(text) { object[member.name] = .string(new) }
                } else {
                    object[member.name] = try member.value.replacingReferences(replacement)
                }
            }
            return .object(object)
        default: return self
        }
    }
}
