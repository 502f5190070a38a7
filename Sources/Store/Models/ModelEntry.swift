public import ClinicalDomain

/// One model of the registry: what it answers, where its file is, and where it stands.
public struct ModelEntry: Sendable, Hashable {
    /// Where a model stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Registered, never in use.
        case candidate
        /// In use; at most one for each outcome.
        case active
        /// No longer in use.
        case retired
    }

    /// Its name, unique.
    public var name: String
    /// The name of the question it answers (``OutcomeDefinition/name``).
    public var outcome: String
    /// The kind of network: `elman`, `jordan`, `elman-jordan`, `lstm`, `ensemble`.
    public var network: String
    /// Its file, relative to the directory of models.
    public var file: String
    /// SHA-256 of the file, 32 bytes.
    public var sha256: [UInt8]
    /// When it was trained.
    public var trained: Instant
    /// The seed it was trained with.
    public var seed: UInt64
    /// The model that training started from; nil when it started from scratch.
    public var parent: String?
    /// Its evaluation, a JSON object.
    public var metrics: String
    /// Whether it was trained elsewhere, and has learnt from none of the stays here.
    public var isFromElsewhere: Bool
    /// Where it stands.
    public var state: State
    /// Why it stands there.
    public var reason: String
    /// When it was last promoted, by the clock; nil when it never was.
    public var promoted: Instant?

    /// A model that is to be registered: a candidate.
    public init(
        name: String, outcome: String, network: String, file: String, sha256: [UInt8], trained: Instant, seed: UInt64,
        parent: String? = nil, metrics: String = "{}", isFromElsewhere: Bool = false, reason: String = ""
    ) {
        (self.name, self.outcome, self.network, self.file) = (name, outcome, network, file)
        (self.sha256, self.trained, self.seed, self.parent) = (sha256, trained, seed, parent)
        (self.metrics, self.reason, self.state, self.promoted) = (metrics, reason, .candidate, nil)
        self.isFromElsewhere = isFromElsewhere
    }
}
