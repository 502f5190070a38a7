internal import ClinicalDomain
internal import CoreMetrics
internal import FHIR
internal import Hummingbird
internal import Logging

/// The answers below `/fhir`.
struct FHIREndpoints: Sendable {
    let status: any WardStatus
    let repository: any ResourceRepository
    /// Whether a token is asked for, for the capability statement.
    let access: CurrentAccess
    /// The largest body in bytes.
    let maximumBodySize: Int
    /// The version of the program.
    let version: String
    let metrics: any MetricsFactory
    let logger: Logger

    /// Answers a request, whatever comes of it.
    ///
    /// - Parameter denial: why it is not to be done; nil where it is.
    func respond(to request: FHIRRequest, denial: AccessDenial?) async -> Answer {
        var interaction = "none"
        let answer: Answer
        do {
            if let denial { throw denial.failure }
            answer = try await self.answer(request, &interaction)
        } catch {
            answer = Self.answer(error as? FHIRFailure ?? unavailable(error, interaction))
        }
        Counter(
            label: "wardwatch_fhir_requests_total",
            dimensions: [("interaction", interaction), ("status", "\(answer.status.code / 100)xx")], factory: metrics
        ).increment()
        return answer
    }

    private func answer(_ request: FHIRRequest, _ interaction: inout String) async throws -> Answer {
        if request.path == "metadata" {
            interaction = "capabilities"
            try request.checkAccept()
            try allow([.get, .head], request)
            return try .fhir(.ok, CapabilityStatement.wardwatch(version: version, needsToken: access.isRestricted))
        }
        switch request.path {
        case "RiskAssessment":
            interaction = "search-type"
            try allow([.get, .head], request)
            return try await riskAssessments(query: request.query)
        case "":
            try request.checkAccept()
            try allow([.post], request)
            return try await bundle(request, &interaction)
        default:
            try request.checkAccept()
            let wanted = try ResourceInteraction(request.method, path: request.path[...], query: request.query[...])
            interaction = wanted.name
            return try await resource(wanted, request)
        }
    }

    /// `POST /fhir`.
    private func bundle(_ request: FHIRRequest, _ interaction: inout String) async throws -> Answer {
        let bundle = try BundleRequest(try await request.json(limit: maximumBodySize))
        let name = bundle.kind.rawValue
        interaction = name
        let answer = try await bundle.perform(
            server(request), repository, includesResources: request.preferences.return == .representation,
            failed: { unavailable($0, name) })
        return .fhir(.ok, answer.serialized())
    }

    /// One interaction with a resource or a type.
    private func resource(_ interaction: ResourceInteraction, _ request: FHIRRequest) async throws -> Answer {
        let (server, preconditions) = (server(request), request.preconditions)
        switch interaction {
        case .search(let type, let items):
            let items = request.method == .post ? try await request.searchItems(limit: maximumBodySize) : items
            let result = try await repository.read { reader in
                try server.perform(.search(type, items), when: preconditions, reader)
            }
            return .fhir(.ok, result.bundle?.serialized() ?? [])
        case .read, .versionRead:
            let result = try await repository.read { reader in
                try server.perform(interaction, when: preconditions, reader)
            }
            return Self.answer(result, .representation)
        case .create, .update, .conditionalUpdate:
            let resource = try await request.json(limit: maximumBodySize)
            try ResourceServer.validate(resource, as: interaction.type)
            let result = try await repository.write { writer in
                try server.perform(interaction, resource, when: preconditions, writer)
            }
            return Self.answer(result, request.preferences.return, base: server.base)
        case .patch(let type, let id):
            let patch = try await patch(request)
            let result = try await repository.write { writer in
                try server.patch(type, id, patch, when: preconditions, writer)
            }
            return Self.answer(result, request.preferences.return, base: server.base)
        case .delete, .conditionalDelete:
            let result = try await repository.write { writer in
                try server.delete(interaction, when: preconditions, writer)
            }
            return Self.answer(result, request.preferences.return == .operationOutcome ? .operationOutcome : .minimal)
        }
    }

    private func patch(_ request: FHIRRequest) async throws -> ResourcePatch {
        let types = MediaType.json.union([MediaType.mergePatch, MediaType.jsonPatch])
        let json = try await request.json(limit: maximumBodySize, types: types)
        switch json {
        case .array(let operations): return .operations(operations)
        // A client that sends a part of a resource as JSON means a merge.
        case .object(let object) where object["resourceType"]?.string != "Parameters": return .merge(json)
        default:
            throw FHIRFailure(
                .unprocessableContent, .notSupported,
                "A patch is a JSON Merge Patch (an object) or a JSON Patch (an array of operations).")
        }
    }

    /// `GET /fhir/RiskAssessment?…`.
    private func riskAssessments(query: String) async throws -> Answer {
        let search: RiskAssessmentSearch
        do {
            search = try RiskAssessmentSearch(query: query)
        } catch {
            return try .fhir(.badRequest, error.outcome)
        }
        let risks: [PatientRisk]
        do {
            risks = try await status.riskAssessments(patient: search.patient)
        } catch {
            throw failed(error, "RiskAssessment", .internalServerError)
        }
        let entries = risks.map { risk in
            Bundle.Entry(
                fullUrl: "urn:uuid:\(risk.uuid(patient: search.patient))",
                resource: RiskAssessment(risk, patient: search.patient))
        }
        return try .fhir(.ok, Bundle(searchset: search.url, entries: entries))
    }

    private func server(_ request: FHIRRequest) -> ResourceServer {
        ResourceServer(base: request.base, isLenient: request.preferences.isLenient)
    }

    private func allow(_ methods: [HTTPRequest.Method], _ request: FHIRRequest) throws {
        guard !methods.contains(request.method) else { return }
        let names = methods.map(\.rawValue).joined(separator: ", ")
        var failure = FHIRFailure(.methodNotAllowed, .notSupported, "Here can be used: \(names).")
        failure.headers[.allow] = names
        throw failure
    }

    /// What a client is told when the repository failed: nothing was stored, and it should try again.
    private func unavailable(_ error: any Error, _ interaction: String) -> FHIRFailure {
        failed(error, interaction, .serviceUnavailable)
    }

    private func failed(_ error: any Error, _ interaction: String, _ status: HTTPResponse.Status) -> FHIRFailure {
        // The error itself may carry an identifier; its type does not.
        logger.error(
            "FHIR request failed",
            metadata: ["fhir.interaction": "\(interaction)", "error.type": "\(type(of: error))"])
        return FHIRFailure(
            status, .exception,
            "The server failed and nothing was stored; try again. Its log has the time and the kind of the error.")
    }
}
