internal import Synchronization

/// Who may do what from the next request on.
public final class CurrentAccess: Sendable {
    private let current = Mutex<AccessTokens?>(nil)

    /// Nobody is asked for a token.
    init() {}

    /// Takes other tokens.
    ///
    /// - Parameter tokens: nil where nobody is asked for one.
    public func use(_ tokens: AccessTokens?) { current.withLock { $0 = tokens } }

    /// Whether a token is asked for.
    var isRestricted: Bool { current.withLock { $0 != nil } }

    /// Why a request is not answered; nil where it is.
    func denial(of header: String?, for needed: AccessScope?) -> AccessDenial? {
        guard let needed, let tokens = current.withLock({ $0 }) else { return nil }
        guard let header else { return .missing }
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer", let scope = tokens.scope(ofSecret: String(words[1]))
        else { return .invalid }
        return scope >= needed ? nil : .insufficient(needed: needed)
    }
}
