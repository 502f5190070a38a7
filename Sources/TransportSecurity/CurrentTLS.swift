package import NIOSSL
internal import Synchronization

/// What new connections are made with: the files of TLS as they were when they were read last.
public final class CurrentTLS: Sendable {
    private struct State {
        var context: NIOSSLContext?
        var expiry: Double?
    }

    private let end: TLSFiles.End
    private let current = Mutex(State())

    /// Nothing is read yet: no TLS.
    public init(for end: TLSFiles.End) { self.end = end }

    /// Reads the files; connections that are open stay as they are.
    ///
    /// - Parameter files: our certificate and key, and the authority; nil for no TLS from now on.
    /// - Throws: ``TLSFileError``; then new connections are made as before.
    public func use(_ files: TLSFiles?) throws(TLSFileError) {
        let state = State(context: try files?.context(for: end), expiry: files?.expiry)
        current.withLock { $0 = state }
    }

    /// When our certificate ends, in seconds since 1970; nil where there is none.
    public var expiry: Double? { current.withLock { $0.expiry } }

    /// Nil for no TLS.
    package var context: NIOSSLContext? { current.withLock { $0.context } }
}
