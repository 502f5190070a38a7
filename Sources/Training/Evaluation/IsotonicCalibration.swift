/// A rising curve from raw outputs to probabilities, without any assumption about its form.
///
/// Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability estimates" (2002). The fit is
/// the rising function with the least squared error: pool adjacent violators (Ayer et al. 1955), O(n log n). Between
/// knots the curve is linear, outside them level. Equal neighbours keep their first and last knot.
public struct IsotonicCalibration: Sendable, Hashable, Codable {
    /// A point of the curve.
    public struct Knot: Sendable, Hashable, Codable {
        /// Raw output, log-odds.
        public var logit: Double
        /// Probability, above 0 and below 1.
        public var probability: Double

        /// A point.
        public init(logit: Double, probability: Double) { (self.logit, self.probability) = (logit, probability) }
    }

    /// The points, with rising logits and probabilities that do not fall; at least one.
    public let knots: [Knot]

    /// A curve of its points; nil unless there are any, they rise, and probabilities lie above 0 and below 1.
    public init?(knots: [Knot]) {
        guard !knots.isEmpty, knots.allSatisfy({ $0.logit.isFinite && $0.probability > 0 && $0.probability < 1 }),
            zip(knots, knots.dropFirst()).allSatisfy({ $0.logit < $1.logit && $0.probability <= $1.probability })
        else { return nil }
        self.knots = knots
    }

    /// Reads the points and checks them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let curve = IsotonicCalibration(knots: try container.decode([Knot].self, forKey: .knots)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .knots, in: container,
                debugDescription: "knots need rising logits, and probabilities that do not fall, above 0 and below 1")
        }
        self = curve
    }

    /// The curve that fits outcomes; nil without both of them.
    ///
    /// Probabilities are kept 1 / (n + 2) from 0 and 1, because n outcomes cannot show more.
    public init?(fitting logits: [Double], labels: [Bool]) {
        precondition(logits.count == labels.count, "\(logits.count) logits for \(labels.count) labels")
        guard labels.contains(true), labels.contains(false) else { return nil }
        var blocks: [Block] = []
        let steps = zip(logits, labels).sorted { $0.0 < $1.0 }
        var index = 0
        while index < steps.count {
            var block = Block(low: steps[index].0, high: steps[index].0, positives: 0, count: 0)
            repeat {
                block.positives += steps[index].1 ? 1 : 0
                block.count += 1
                index += 1
            } while index < steps.count && steps[index].0 == block.low
            // Pool while the block before is not lower; equal ones are pooled too, which changes no value.
            while let last = blocks.last, last.positives * block.count >= block.positives * last.count {
                block = Block(
                    low: last.low, high: block.high, positives: last.positives + block.positives,
                    count: last.count + block.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let margin = 1 / Double(steps.count + 2)
        let knots = blocks.flatMap { block -> [Knot] in
            let probability = min(max(block.positives / block.count, margin), 1 - margin)
            let first = Knot(logit: block.low, probability: probability)
            return block.low == block.high ? [first] : [first, Knot(logit: block.high, probability: probability)]
        }
        self.init(knots: knots)
    }

    /// The probability of a raw output; O(log knots).
    public func probability(ofLogit logit: Double) -> Double {
        // The first knot at or above the logit.
        var (low, high) = (0, knots.count)
        while low < high {
            let middle = (low + high) / 2
            if knots[middle].logit < logit { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return knots[0].probability }
        guard low < knots.count else { return knots[knots.count - 1].probability }
        let (before, after) = (knots[low - 1], knots[low])
        let share = (logit - before.logit) / (after.logit - before.logit)
        return before.probability + share * (after.probability - before.probability)
    }

    private struct Block {
        var low: Double
        var high: Double
        var positives: Double
        var count: Double
    }
}
