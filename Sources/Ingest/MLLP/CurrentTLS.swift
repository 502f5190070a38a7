internal import NIOSSL
internal import Synchronization

/// What new connections are made with: the files of TLS as they were when they were read last.
public final class CurrentTLS: Sendable {
    private let end: TLSFiles.End
    private let current = Mutex<NIOSSLContext?>(nil)

    /// Nothing is read yet: no TLS.
    init(for end: TLSFiles.End) { self.end = end }

    /// Reads the files; connections that are open stay as they are.
    ///
    /// - Parameter files: our certificate and key, and the authority; nil for no TLS from now on.
    /// - Throws: ``TLSFileError``; then new connections are made as before.
    public func use(_ files: TLSFiles?) throws(TLSFileError) {
        let context = try files?.context(for: end)
        current.withLock { $0 = context }
    }

    /// Nil for no TLS.
    var context: NIOSSLContext? { current.withLock { $0 } }
}
