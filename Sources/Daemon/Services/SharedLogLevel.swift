public import Logging

/// The least severe level that is logged by all loggers, which may change while they are in use.
///
/// A logger is a value, and every part of the daemon has its own copy; what they share is this.
public final class SharedLogLevel: Sendable {
    private let level: Shared<Logger.Level>

    /// A level to begin with.
    public init(_ level: Logger.Level) { self.level = Shared(level) }

    /// The level as it stands.
    public var value: Logger.Level {
        get { level.value }
        set { level.value = newValue }
    }

    /// A handler that leaves what is less severe than the shared level to nobody, unless a logger sets its own.
    public func handler(_ handler: any LogHandler) -> any LogHandler { SharedLevelHandler(base: handler, shared: self) }
}

private struct SharedLevelHandler: LogHandler {
    var base: any LogHandler
    let shared: SharedLogLevel
    private var own: Logger.Level?

    init(base: any LogHandler, shared: SharedLogLevel) {
        (self.base, self.shared) = (base, shared)
        self.base.logLevel = .trace
    }

    var logLevel: Logger.Level {
        get { own ?? shared.value }
        set { own = newValue }
    }
    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue }
    }
    var metadataProvider: Logger.MetadataProvider? {
        get { base.metadataProvider }
        set { base.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { base.log(event: event) }
}
