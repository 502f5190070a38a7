/// What a model descends from: enough to say which data, which program and which other model made it.
public struct ModelLineage: Hashable, Sendable, Codable {
    /// How it was made.
    public enum Origin: String, Sendable, Codable, CaseIterable {
        /// Trained from random weights.
        case scratch
        /// Trained on from the weights of its parent.
        case warmStart
        /// The networks of its parent, with a calibration and thresholds fitted again.
        case recalibration
    }

    /// How it was made.
    public var origin: Origin
    /// The model it descends from; nil when trained from random weights.
    public var parent: String?
    /// The version of the program that made it.
    public var build: String
    /// The number of the newest message of the history that it could see.
    public var snapshot: Int64

    /// A lineage of its parts.
    public init(origin: Origin, parent: String? = nil, build: String, snapshot: Int64) {
        (self.origin, self.parent, self.build, self.snapshot) = (origin, parent, build, snapshot)
    }
}
