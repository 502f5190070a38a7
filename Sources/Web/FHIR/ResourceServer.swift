internal import ClinicalDomain
internal import FHIR
internal import Foundation
internal import Hummingbird

/// Does interactions on resources within a snapshot or a transaction.
///
/// Source: HL7 FHIR R4 (4.0.1), <http://hl7.org/fhir/R4/http.html>.
struct ResourceServer: Sendable {
    /// The address of the service, such as `http://127.0.0.1:8642/fhir`; empty when it is not known.
    let base: String
    /// Whether unknown search parameters are left out instead of refused.
    let isLenient: Bool

    /// Does an interaction that changes nothing.
    func perform(
        _ interaction: ResourceInteraction, when preconditions: Preconditions, _ reader: any ResourceReader
    ) throws -> ResourceResult {
        switch interaction {
        case .read(let type, let id):
            let version = try existing(reader.current(type, id))
            return ResourceResult(preconditions.holds(version) ? .notModified : .ok, version)
        case .versionRead(let type, let id, let number):
            return ResourceResult(.ok, try existing(reader.version(number, of: type, id)))
        case .search(let type, let items):
            let request = try SearchRequest(type, items, isLenient: isLenient, base: base)
            return ResourceResult(.ok, bundle: try request.answer(reader, base: base))
        default: throw FHIRFailure(.internalServerError, .exception, "A change was tried without a transaction.")
        }
    }

    /// What is to be done about a resource that a client sends.
    enum Decision {
        /// Nothing: there is one already.
        case keep(ResourceVersion)
        /// A version is made after the current one; nil for the first.
        case store(id: String, after: ResourceVersion?)
    }

    /// Decides about a create, an update or a conditional update; nothing is stored yet.
    func decide(
        _ interaction: ResourceInteraction, _ resource: JSONValue, when preconditions: Preconditions,
        _ reader: any ResourceReader
    ) throws -> Decision {
        switch interaction {
        case .create(let type):
            if let condition = preconditions.ifNoneExist {
                // Clients write it with and without the question mark, and with the type in front.
                let query = condition.split(separator: "?", maxSplits: 1).last ?? ""
                guard let items = QueryItems(query) else {
                    throw FHIRFailure(.badRequest, .value, "If-None-Exist is not percent-encoded UTF-8.")
                }
                if let match = try match(type, items, "If-None-Exist", reader) { return .keep(match) }
            }
            return .store(id: Self.newID(), after: nil)
        case .update(let type, let id):
            guard resource["id"]?.string == id else {
                throw FHIRFailure(
                    .badRequest, .value, "The id must be there and be that of the address.", at: "\(type.rawValue).id")
            }
            let current = try reader.current(type, id)
            try preconditions.checkChange(of: current)
            return .store(id: id, after: current)
        case .conditionalUpdate(let type, let items):
            return try decide(type, matching: items, resource, when: preconditions, reader)
        default: throw FHIRFailure(.internalServerError, .exception, "Not an interaction with a resource.")
        }
    }

    private func decide(
        _ type: ResourceType, matching items: QueryItems, _ resource: JSONValue, when preconditions: Preconditions,
        _ reader: any ResourceReader
    ) throws -> Decision {
        let stated = resource["id"]?.string
        if let match = try match(type, items, "the address", reader) {
            guard stated == nil || stated == match.id else {
                throw FHIRFailure(
                    .badRequest, .value, "The id is not that of the resource that matches.", at: "\(type.rawValue).id")
            }
            try preconditions.checkChange(of: match)
            return .store(id: match.id, after: match)
        }
        let current = try stated.flatMap { try reader.current(type, $0) }
        try preconditions.checkChange(of: current)
        guard current?.isDeleted ?? true else {
            throw FHIRFailure(
                .conflict, .conflict, "Nothing matches, but there is a resource with this id.",
                at: "\(type.rawValue).id")
        }
        return .store(id: stated ?? Self.newID(), after: current)
    }

    /// Does a create, an update or a conditional update.
    func perform(
        _ interaction: ResourceInteraction, _ resource: JSONValue, when preconditions: Preconditions,
        _ writer: any ResourceWriter
    ) throws -> ResourceResult {
        switch try decide(interaction, resource, when: preconditions, writer) {
        case .keep(let version): ResourceResult(.ok, version)
        case .store(let id, let current): try store(interaction.type, id, resource, after: current, writer)
        }
    }

    /// Changes a part of a resource.
    func patch(
        _ type: ResourceType, _ id: String, _ patch: ResourcePatch, when preconditions: Preconditions,
        _ writer: any ResourceWriter
    ) throws -> ResourceResult {
        let current = try existing(writer.current(type, id))
        try preconditions.checkChange(of: current)
        let patched = try patch.applied(to: current.resource())
        try Self.validate(patched, as: type)
        guard patched["id"]?.string == id else {
            throw FHIRFailure(.unprocessableContent, .businessRule, "An id does not change.", at: "\(type.rawValue).id")
        }
        return try store(type, id, patched, after: current, writer)
    }

    /// Deletes a resource by its id or by a search; what never was or is deleted already needs nothing.
    func delete(
        _ interaction: ResourceInteraction, when preconditions: Preconditions, _ writer: any ResourceWriter
    ) throws -> ResourceResult {
        let current: ResourceVersion?
        switch interaction {
        case .delete(let type, let id): current = try writer.current(type, id)
        case .conditionalDelete(let type, let items): current = try match(type, items, "the address", writer)
        default: throw FHIRFailure(.internalServerError, .exception, "Not a deletion.")
        }
        try preconditions.checkChange(of: current)
        guard let current, !current.isDeleted else { return ResourceResult(.noContent) }
        let deletion = ResourceVersion(
            type: current.type, id: current.id, version: current.version + 1,
            updated: Self.time(after: current, writer), isDeleted: true)
        _ = try writer.store(deletion, resource: nil, index: ResourceIndex())
        return ResourceResult(.noContent, deletion)
    }

    /// Refuses a resource that is not valid.
    ///
    /// - Throws: ``FHIRFailure`` 422 with all issues.
    static func validate(_ resource: JSONValue, as type: ResourceType, at path: String? = nil) throws {
        let issues = FHIRValidator.issues(resource, expectedType: type.rawValue, at: path)
        if issues.contains(where: { $0.severity == .error }) { throw FHIRFailure(.unprocessableContent, issues) }
    }

    /// A new logical id.
    static func newID() -> String { UUID().uuidString.lowercased() }

    /// The one resource that a condition finds; nil when it finds none.
    ///
    /// - Throws: ``FHIRFailure`` 412 when it finds several, 400 when it says nothing.
    func match(
        _ type: ResourceType, _ items: QueryItems, _ place: String, _ reader: any ResourceReader
    ) throws -> ResourceVersion? {
        var search = try SearchRequest(type, items, isLenient: false, base: base).search
        guard !search.conditions.isEmpty else {
            throw FHIRFailure(.badRequest, .required, "The condition in \(place) selects nothing.")
        }
        search.limit = 2
        let matches = try reader.search(search).versions
        guard matches.count < 2 else {
            throw FHIRFailure(
                .preconditionFailed, .multipleMatches, "The condition in \(place) selects several resources.")
        }
        return matches.first
    }

    private func existing(_ version: ResourceVersion?) throws -> ResourceVersion {
        guard let version else { throw FHIRFailure.notFound }
        guard !version.isDeleted else {
            var failure = FHIRFailure(.gone, .deleted, "The resource was deleted.")
            failure.headers[.eTag] = version.entityTag
            throw failure
        }
        return version
    }
}
