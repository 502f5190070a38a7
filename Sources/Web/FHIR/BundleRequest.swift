internal import ClinicalDomain
internal import FHIR
internal import Hummingbird

/// A Bundle of interactions that a client posts to the service.
struct BundleRequest {
    /// How the entries hang together.
    enum Kind: String {
        /// Each for itself.
        case batch
        /// All or none.
        case transaction
    }

    let kind: Kind
    private let entries: [JSONValue]

    /// Reads a Bundle.
    ///
    /// - Throws: ``FHIRFailure`` 422 where it is not valid or not of a kind that can be done.
    init(_ json: JSONValue) throws {
        let issues = FHIRValidator.issues(json, expectedType: "Bundle", includingEntries: false)
        if issues.contains(where: { $0.severity == .error }) { throw FHIRFailure(.unprocessableContent, issues) }
        guard let kind = json["type"]?.string.flatMap(Kind.init) else {
            throw FHIRFailure(
                .unprocessableContent, .notSupported, "Bundles of type batch and transaction are done here.",
                at: "Bundle.type")
        }
        self.kind = kind
        entries = json["entry"]?.array ?? []
    }

    /// Does the interactions.
    ///
    /// - Parameters:
    ///   - includesResources: whether the answer holds the resources that were stored.
    ///   - failed: is told of an entry of a batch that the repository failed to do, and gives the failure to answer.
    /// - Returns: the Bundle that answers.
    /// - Throws: why a transaction was not done; then nothing of it was stored.
    func perform(
        _ server: ResourceServer, _ repository: any ResourceRepository, includesResources: Bool,
        failed: (any Error) -> FHIRFailure
    ) async throws -> JSONValue {
        switch kind {
        case .transaction:
            let entries = try entries.enumerated().map { index, json in
                try BundleEntry(json, index: index, base: server.base)
            }
            let results = try await repository.write { writer in
                var transaction = TransactionServer(server, writer)
                return try transaction.perform(entries)
            }
            return ResponseBundle.response(
                .transaction,
                entries: try zip(entries, results).map { entry, result in
                    try Self.response(result, includesResource: includesResources || entry.interaction.isReadOnly)
                })
        case .batch:
            var responses: [ResponseBundle.ResponseEntry] = []
            for (index, json) in entries.enumerated() {
                do {
                    let entry = try BundleEntry(json, index: index, base: server.base)
                    let result = try await perform(entry, server, repository)
                    responses.append(
                        try Self.response(
                            result, includesResource: includesResources || entry.interaction.isReadOnly))
                } catch {
                    let failure = error as? FHIRFailure ?? failed(error)
                    responses.append(
                        ResponseBundle.ResponseEntry(
                            status: Self.text(failure.status), outcome: OperationOutcome(failure.issues)))
                }
            }
            return ResponseBundle.response(.batch, entries: responses)
        }
    }

    private func perform(
        _ entry: BundleEntry, _ server: ResourceServer, _ repository: any ResourceRepository
    ) async throws -> ResourceResult {
        if entry.interaction.isReadOnly {
            return try await repository.read { reader in
                try server.perform(entry.interaction, when: entry.preconditions, reader)
            }
        }
        return try await repository.write { writer in
            if entry.interaction.takesResource {
                try server.perform(entry.interaction, entry.resource, when: entry.preconditions, writer)
            } else {
                try server.delete(entry.interaction, when: entry.preconditions, writer)
            }
        }
    }

    private static func response(
        _ result: ResourceResult, includesResource: Bool
    ) throws -> ResponseBundle.ResponseEntry {
        var entry = ResponseBundle.ResponseEntry(status: text(result.status))
        if let version = result.version {
            entry.etag = version.entityTag
            entry.lastModified = version.updated.iso8601
            if !version.isDeleted {
                entry.location = version.location
                if includesResource, result.status != .notModified { entry.resource = try version.resource() }
            }
        }
        if let bundle = result.bundle { entry.resource = bundle }
        if !result.issues.isEmpty { entry.outcome = OperationOutcome(result.issues) }
        return entry
    }

    private static func text(_ status: HTTPResponse.Status) -> String { "\(status.code) \(status.reasonPhrase)" }
}
