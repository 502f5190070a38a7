internal import ClinicalDomain
internal import Foundation

/// Looks for the smallest change of current values that takes the risk of the newest step below a threshold.
///
/// At most three channels change, each towards the mean of the training patients and no further, by whole units of its
/// chart, as if it had just been measured again. Small is what has a small sum of changes in standard deviations: that
/// prefers one large change to several middling ones, which is easier to read. The six channels whose way to the mean
/// lowers the risk most are tried, alone, in pairs and in threes. Each set starts with all its channels at the mean;
/// then each is taken back by bisection as far as the risk stays below, the one with the smallest slope (log-odds for a
/// deviation, over its whole way) first. The slopes are difference quotients, not derivatives, because a value reaches
/// the network through several features. A smaller change may exist in a network that is far from linear, but what is
/// found was scored.
///
/// Wachter, Mittelstadt and Russell, "Counterfactual explanations without opening the black box", Harvard Journal of Law
/// and Technology 31 (2018), for the question; the search is plain.
struct NearestChangeSearch {
    /// Channels that are tried in sets.
    static let candidateCount = 6
    /// Channels that may change together.
    static let maximumChanges = 3
    /// Forward passes of one step after which the search ends with what it has.
    static let maximumPasses = 1000

    /// A channel that can move towards the mean.
    private struct Candidate {
        let channel: SequenceSchema.ScaledChannel
        let from: Double
        /// The unit of the chart, with the sign of the way to the mean.
        let unit: Double
        /// Units to the mean.
        let unitCount: Int
        /// Log-odds that the whole way takes off.
        var gain = 0.0

        init?(_ channel: SequenceSchema.ScaledChannel, from: Double) {
            let unit = Self.unit(of: channel)
            let distance = (channel.mean - from) / unit
            guard distance.isFinite, abs(distance) >= 1, abs(distance) < 1e9 else { return nil }
            (self.channel, self.from) = (channel, from)
            self.unit = distance < 0 ? -unit : unit
            unitCount = Int(abs(distance))
        }

        /// Log-odds for a deviation.
        var slope: Double { gain / deviations(unitCount) }

        func value(_ units: Int) -> Double {
            // Dividing by a whole number keeps tenths what they are on paper.
            let scale = (1 / abs(unit)).rounded()
            let value = from + Double(units) * unit
            return scale > 1 ? (value * scale).rounded() / scale : value
        }

        func deviations(_ units: Int) -> Double { abs(value(units) - from) / channel.deviation }

        /// Whole units for vital signs and scores, tenths of a degree; for others the power of ten below a quarter of
        /// the standard deviation.
        private static func unit(of channel: SequenceSchema.ScaledChannel) -> Double {
            if channel.id == .bodyTemperature { return 0.1 }
            if ChannelTable.standard[channel.id]?.category == .vitalSign { return 1 }
            return pow(10, floor(log10(channel.deviation / 4)))
        }
    }

    private var step: HypotheticalStep
    private let threshold: Double
    private let probability: Double
    private var candidates: [Candidate] = []

    /// A search among the values in force.
    init(_ step: HypotheticalStep, values: [(SequenceSchema.ScaledChannel, Double)], below threshold: Double) {
        (self.step, self.threshold) = (step, threshold)
        probability = self.step.probability([])
        for (channel, value) in values {
            guard var candidate = Candidate(channel, from: value) else { continue }
            let after = self.step.probability([(channel.id, candidate.value(candidate.unitCount))])
            candidate.gain = Self.logOdds(probability) - Self.logOdds(after)
            if candidate.gain > 0 { candidates.append(candidate) }
        }
        candidates.sort { ($0.gain, $1.channel.id) > ($1.gain, $0.channel.id) }
        candidates = Array(candidates.prefix(Self.candidateCount))
    }

    /// Searches.
    mutating func run() -> AlertEvidence.NearestChange {
        var best: (changes: [(Candidate, units: Int)], size: Double, probability: Double)?
        for set in Self.sets(candidates.count) {
            // By falling slope, so that what is taken back first is what helps least.
            let members = set.map { candidates[$0] }.sorted { $0.slope > $1.slope }
            guard let units = shrink(members) else { continue }
            let size = zip(members, units).reduce(0) { $0 + $1.0.deviations($1.1) }
            let changes = zip(members, units).filter { $0.1 > 0 }.map { ($0, units: $1) }
            if size < best?.size ?? .infinity { best = (changes, size, score(members, units)) }
        }
        let changes = (best?.changes ?? []).map { candidate, units in
            AlertEvidence.NearestChange.Change(
                channel: candidate.channel.id, from: candidate.from, to: candidate.value(units),
                deviations: (candidate.value(units) - candidate.from) / candidate.channel.deviation)
        }.sorted { abs($0.deviations) > abs($1.deviations) }
        return AlertEvidence.NearestChange(
            changes: changes, probability: best?.probability, clearThreshold: threshold, passCount: step.passCount,
            words: Self.words(changes))
    }

    /// How far each member has to go, all others being where they are; nil where even the mean of all does not clear.
    private mutating func shrink(_ members: [Candidate]) -> [Int]? {
        var units = members.map(\.unitCount)
        guard clears(members, units) else { return nil }
        for index in members.indices.reversed() {
            var (low, high) = (0, units[index])
            while low < high {
                let middle = (low + high) / 2
                units[index] = middle
                if clears(members, units) { high = middle } else { low = middle + 1 }
            }
            units[index] = high
        }
        return units
    }

    private mutating func clears(_ members: [Candidate], _ units: [Int]) -> Bool {
        step.passCount < Self.maximumPasses && score(members, units) < threshold
    }

    private mutating func score(_ members: [Candidate], _ units: [Int]) -> Double {
        step.probability(zip(members, units).filter { $0.1 > 0 }.map { ($0.channel.id, $0.value($1)) })
    }

    /// The sets of one to three of so many, small ones first.
    private static func sets(_ count: Int) -> [[Int]] {
        var sets = (0..<count).map { [$0] }
        var first = 0
        for _ in 1..<maximumChanges {
            let longer = sets[first...].flatMap { set in
                (((set.last ?? 0) + 1)..<max(count, (set.last ?? 0) + 1)).map { set + [$0] }
            }
            first = sets.count
            sets += longer
        }
        return sets
    }

    private static func words(_ changes: [AlertEvidence.NearestChange.Change]) -> String {
        guard !changes.isEmpty else { return "no small change clears it" }
        let parts = changes.map { change in
            let text = ChannelText(channel: change.channel)
            return "\(text.name) \(text.value(change.to)) instead of \(text.number(change.from))"
        }
        let list =
            parts.count > 1
            ? parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "") : parts[0]
        return "would clear with " + list
    }

    private static func logOdds(_ probability: Double) -> Double {
        let inside = min(max(probability, 1e-12), 1 - 1e-12)
        return log(inside / (1 - inside))
    }
}
