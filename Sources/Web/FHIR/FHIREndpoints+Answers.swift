internal import FHIR
internal import Hummingbird

extension FHIREndpoints {
    /// The answer to an interaction that was done.
    ///
    /// - Parameters:
    ///   - wanted: what the client wants in the body; the resource when it does not say.
    ///   - base: the address of the service, for the header `Location` of what was changed; nil for reads.
    static func answer(_ result: ResourceResult, _ wanted: Preferences.Return?, base: String? = nil) -> Answer {
        var answer = Answer(status: result.status, contentType: Answer.fhirContentType, body: [])
        if let version = result.version {
            answer.headers[.eTag] = version.entityTag
            answer.headers[.lastModified] = version.lastModified
            if let base { answer.headers[.location] = base.isEmpty ? version.location : "\(base)/\(version.location)" }
        }
        if result.status == .notModified { return answer }
        switch wanted {
        case .minimal: break
        case .representation, nil: answer.body = result.version?.body ?? []
        case .operationOutcome:
            if result.status == .noContent { answer.status = .ok }
            answer.body = OperationOutcome(result.issues).jsonValue.serialized()
        }
        return answer
    }

    /// The answer to an interaction that was not done.
    static func answer(_ failure: FHIRFailure) -> Answer {
        Answer(
            status: failure.status, contentType: Answer.fhirContentType, headers: failure.headers,
            body: OperationOutcome(failure.issues).jsonValue.serialized())
    }
}
