internal import FHIR
internal import Hummingbird

/// Why a request is not answered (RFC 6750, section 3.1).
enum AccessDenial {
    /// No token is shown.
    case missing
    /// What is shown is no token of ours.
    case invalid
    /// The token is good for less.
    case insufficient(needed: AccessScope)

    /// What metrics call it.
    var name: String {
        switch self {
        case .missing: "missing"
        case .invalid: "invalid"
        case .insufficient: "insufficient"
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .missing, .invalid: .unauthorized
        case .insufficient: .forbidden
        }
    }

    /// The header `WWW-Authenticate`.
    var challenge: String {
        let realm = "Bearer realm=\"wardwatch\""
        return switch self {
        case .missing: realm
        case .invalid: realm + ", error=\"invalid_token\""
        case .insufficient(let needed): realm + ", error=\"insufficient_scope\", scope=\"\(needed.rawValue)\""
        }
    }

    /// What a person is told.
    var text: String {
        switch self {
        case .missing, .invalid: "Send a valid token: Authorization: Bearer TOKEN."
        case .insufficient(let needed): "The token's scope is not enough; \(needed.rawValue) is needed."
        }
    }

    /// The same for a client of FHIR.
    var failure: FHIRFailure {
        let code: OperationOutcome.Code =
            switch self {
            case .missing, .invalid: .login
            case .insufficient: .forbidden
            }
        var failure = FHIRFailure(status, code, text)
        failure.headers[.wwwAuthenticate] = challenge
        return failure
    }
}
