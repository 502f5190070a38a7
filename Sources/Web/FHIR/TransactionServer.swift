internal import FHIR
internal import Hummingbird

/// Does all entries of a transaction, or none.
///
/// The order is that of the standard: deletions, then what is made and changed, then reads. Patients are stored before
/// encounters and these before observations, so that a value finds the patient who came with it.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/http.html#trules>.
struct TransactionServer {
    private struct Change {
        let entry: BundleEntry
        let id: String
        let current: ResourceVersion?
    }

    private let server: ResourceServer
    private let writer: any ResourceWriter
    private var results: [Int: ResourceResult] = [:]
    /// What references within the Bundle mean: `urn:uuid:…` and other full URLs → `Type/ID`.
    private var addresses: [String: String] = [:]
    private var changed: Set<String> = []

    init(_ server: ResourceServer, _ writer: any ResourceWriter) { (self.server, self.writer) = (server, writer) }

    /// Does the entries.
    ///
    /// - Returns: one result for each entry, in their order.
    /// - Throws: ``FHIRFailure`` of the first entry that cannot be done; the transaction must not be committed then.
    mutating func perform(_ entries: [BundleEntry]) throws -> [ResourceResult] {
        for entry in entries {
            switch entry.interaction {
            case .delete, .conditionalDelete: try within(entry) { try $0.delete(entry) }
            default: continue
            }
        }
        let changes = try plan(entries.filter(\.interaction.takesResource))
        for type in ResourceType.allCases {
            for change in changes where change.entry.interaction.type == type {
                try within(change.entry) { try $0.store(change) }
            }
        }
        for entry in entries where entry.interaction.isReadOnly {
            try within(entry) {
                $0.results[entry.index] = try $0.server.perform(
                    entry.interaction, when: entry.preconditions, $0.writer)
            }
        }
        return entries.compactMap { results[$0.index] }
    }

    private mutating func delete(_ entry: BundleEntry) throws {
        let result = try server.delete(entry.interaction, when: entry.preconditions, writer)
        if let version = result.version { try note(version.address) }
        results[entry.index] = result
    }

    /// Decides for every resource whether it is stored and under which id, before any is: they refer to one another.
    private mutating func plan(_ entries: [BundleEntry]) throws -> [Change] {
        var changes: [Change] = []
        var created: [String: String] = [:]
        for entry in entries {
            try within(entry) { transaction in
                let type = entry.interaction.type
                let condition = entry.preconditions.ifNoneExist.map { "\(type.rawValue)?\($0)" }
                if case .create = entry.interaction, let condition, let address = created[condition] {
                    // The same condition stands in the Bundle twice; the first one makes the resource.
                    transaction.link(entry, to: address)
                    changes.append(
                        Change(entry: entry, id: String(address.dropFirst(type.rawValue.count + 1)), current: nil))
                    return
                }
                switch try transaction.server.decide(
                    entry.interaction, entry.resource, when: entry.preconditions, transaction.writer)
                {
                case .keep(let version):
                    transaction.link(entry, to: version.address)
                    transaction.results[entry.index] = ResourceResult(.ok, version)
                case .store(let id, let current):
                    let address = "\(type.rawValue)/\(id)"
                    try transaction.note(address)
                    transaction.link(entry, to: address)
                    if let condition { created[condition] = address }
                    changes.append(Change(entry: entry, id: id, current: current))
                }
            }
        }
        return changes
    }

    private mutating func store(_ change: Change) throws {
        let type = change.entry.interaction.type
        if change.current == nil, let version = try writer.current(type, change.id), !version.isDeleted {
            results[change.entry.index] = ResourceResult(.ok, version)
            return
        }
        let resource = try change.entry.resource.replacingReferences { reference in
            if let address = addresses[reference] { return address }
            guard reference.hasPrefix("urn:uuid:") || reference.hasPrefix("urn:oid:") else { return nil }
            throw FHIRFailure(
                .unprocessableContent, .notFound, "A reference leads to no fullUrl of the Bundle.",
                at: "Bundle.entry[\(change.entry.index)].resource")
        }
        results[change.entry.index] = try server.store(type, change.id, resource, after: change.current, writer)
    }

    private mutating func link(_ entry: BundleEntry, to address: String) {
        guard let fullURL = entry.fullURL else { return }
        addresses[fullURL] = address
        // A relative reference means the entry whose full URL ends with it.
        let parts = fullURL.split(separator: "/").suffix(2)
        if !fullURL.hasPrefix("urn:"), parts.count == 2 { addresses[parts.joined(separator: "/")] = address }
    }

    private mutating func note(_ address: String) throws {
        guard changed.insert(address).inserted else {
            throw FHIRFailure(.badRequest, .duplicate, "The transaction changes a resource twice.")
        }
    }

    private mutating func within(_ entry: BundleEntry, _ body: (inout Self) throws -> Void) throws {
        do { try body(&self) } catch let failure as FHIRFailure { throw failure.within(entry: entry.index) }
    }
}
