/// What one metric is: its name, type, unit and labels, for whoever reads it.
public struct MetricDescription: Hashable, Sendable {
    /// How its values behave.
    public enum Kind: String, Sendable, CaseIterable {
        /// Only grows, until the process starts again.
        case counter
        /// Goes up and down.
        case gauge
        /// Durations counted in buckets.
        case histogram
        /// 1, with what it tells in its labels.
        case info
        /// Number and sum of values.
        case summary
    }

    /// A label and the values that it can have.
    public struct Label: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Which values it has, for people; a bounded set that holds nothing about patients.
        public var values: String

        /// A label of its parts.
        public init(_ name: String, _ values: String) { (self.name, self.values) = (name, values) }
    }

    /// The name as it stands in queries, without the suffixes of a histogram.
    public var name: String
    /// How its values behave.
    public var kind: Kind
    /// What it tells, one sentence.
    public var help: String
    /// Its labels.
    public var labels: [Label]

    /// A description of its parts.
    public init(_ name: String, _ kind: Kind, _ help: String, labels: [Label] = []) {
        (self.name, self.kind, self.help, self.labels) = (name, kind, help, labels)
    }

    /// The base unit that the name tells, `seconds` or `bytes`; empty for numbers of things, ratios and states.
    public var unit: String {
        // A time stamp is a moment and no duration; OpenMetrics gives it the same unit.
        let family = OpenMetricsText.family(of: name, kind)
        return ["seconds", "bytes"].first { family.hasSuffix("_\($0)") } ?? ""
    }
}
