/// Predicted risk and observed share in groups of the predictions: what a reliability diagram shows.
public struct ReliabilityCurve: Sendable, Hashable, Codable {
    /// How predictions are grouped.
    public enum Grouping: Sendable, Hashable {
        /// Groups of about equally many predictions, equal ones together; ten are deciles.
        case equalCount(Int)
        /// Groups between equally spaced risks from 0 to 1, each with its upper end; empty groups are left out.
        case equalWidth(Int)
    }

    /// One group.
    public struct Group: Sendable, Hashable, Codable {
        /// Mean predicted risk.
        public var predicted: Double
        /// Observed share.
        public var observed: Double
        /// Number of predictions.
        public var count: Int
    }

    /// The groups by rising risk.
    public let groups: [Group]

    /// The curve of predictions.
    public init(probabilities: [Double], labels: [Bool], grouping: Grouping = .equalCount(10)) {
        precondition(probabilities.count == labels.count, "\(probabilities.count) for \(labels.count) labels")
        self.init(rising: zip(probabilities, labels).sorted { $0.0 < $1.0 }, grouping: grouping)
    }

    /// The curve of predictions that are sorted by rising risk.
    init(rising predictions: [(Double, Bool)], grouping: Grouping) {
        var groups: [Group] = []
        var current: Int?
        var sums = (predicted: 0.0, observed: 0.0, count: 0)
        func close() {
            guard sums.count > 0 else { return }
            let count = Double(sums.count)
            groups.append(Group(predicted: sums.predicted / count, observed: sums.observed / count, count: sums.count))
        }
        var first = 0
        for (index, (probability, label)) in predictions.enumerated() {
            if probability != predictions[first].0 { first = index }
            // Equal predictions go where the first of them goes.
            let group =
                switch grouping {
                case .equalCount(let number): first * number / predictions.count
                case .equalWidth(let number):
                    Int(max(0, min(Double(number), (probability * Double(number)).rounded(.up)) - 1))
                }
            if group != current {
                close()
                (current, sums) = (group, (0, 0, 0))
            }
            sums.predicted += probability
            sums.observed += label ? 1 : 0
            sums.count += 1
        }
        close()
        self.groups = groups
    }
}
