/// A token as it is kept: its name, its scope, and no more of the secret than its digest.
public struct AccessToken: Hashable, Sendable {
    /// What it is called; it stands in no log and no answer.
    public var name: String
    /// What its bearer may do.
    public var scope: AccessScope
    /// SHA-256 of the secret, 32 bytes.
    ///
    /// A plain digest is enough: the secret is 256 random bits, and nobody can try them out.
    public var digest: [UInt8]

    /// A token of its parts.
    public init(name: String, scope: AccessScope, digest: [UInt8]) {
        (self.name, self.scope, self.digest) = (name, scope, digest)
    }
}
