/// The curves of one scorer, ready to draw: at most two hundred points each.
public struct EvaluationCurves: Sendable, Hashable, Codable {
    /// A point of a curve.
    public struct Point: Sendable, Hashable, Codable {
        /// Horizontal: false positive rate, or recall.
        public var x: Double
        /// Vertical: true positive rate, or precision.
        public var y: Double

        /// A point.
        public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }

    /// Net benefit at one threshold probability.
    public struct Decision: Sendable, Hashable, Codable {
        /// The risk from which on one would act: a false alarm is worth odds(threshold) of a right one.
        public var threshold: Double
        /// TP / n − FP / n · threshold / (1 − threshold), acting at or above the threshold.
        public var netBenefit: Double
        /// The same when one always acts; never to act is 0.
        public var netBenefitOfAll: Double
    }

    /// Parts of the histogram.
    public static let histogramCount = 200

    /// True against false positive rate, from (0, 0) to (1, 1); empty without both outcomes.
    public let roc: [Point]
    /// Precision against recall, from recall 0 (with precision 1) to 1; empty without an outcome.
    public let precisionRecall: [Point]
    /// Risk in deciles; empty for scores that are not probabilities.
    public let reliability: [ReliabilityCurve.Group]
    /// Observed against predicted risk, smoothed, see ``CalibrationCurve``; empty without probabilities.
    public let calibration: [CalibrationCurve.Point]
    /// Steps by risk, in ``histogramCount`` equal parts of 0 to 1; empty for scores that are not probabilities.
    public let histogram: [Int]
    /// Net benefit (Vickers and Elkin 2006) at thresholds from 0.5 to 50 %; empty for scores that are not probabilities.
    public let decision: [Decision]

    /// The curves of scores.
    public init(scores: [Double], labels: [Bool], isProbability: Bool, maximumPoints: Int = 200) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        let steps = zip(scores, labels).sorted { $0.0 > $1.0 }
        self.init(falling: steps, isProbability: isProbability, maximumPoints: maximumPoints)
    }

    /// The curves of scores that are sorted from the highest down.
    init(falling steps: [(score: Double, isPositive: Bool)], isProbability: Bool, maximumPoints: Int = 200) {
        let positives = Double(steps.count { $0.isPositive })
        let negatives = Double(steps.count) - positives
        let corners = Self.corners(steps)
        let roc = corners.map { Point(x: $0.falsePositives / negatives, y: $0.truePositives / positives) }
        let precisionRecall = corners.dropFirst().map { corner in
            Point(
                x: corner.truePositives / positives,
                y: corner.truePositives / (corner.truePositives + corner.falsePositives))
        }
        self.roc = positives > 0 && negatives > 0 ? Self.thinned(roc, to: maximumPoints) : []
        self.precisionRecall =
            positives > 0 ? Self.thinned([Point(x: 0, y: 1)] + precisionRecall, to: maximumPoints) : []
        guard isProbability else {
            (reliability, calibration, histogram, decision) = ([], [], [], [])
            return
        }
        reliability = ReliabilityCurve(rising: steps.reversed().map { $0 }, grouping: .equalCount(10)).groups
        calibration =
            CalibrationCurve(probabilities: steps.map(\.score), labels: steps.map(\.isPositive))?.points ?? []
        histogram = Self.histogram(steps.lazy.map(\.score))
        decision = Self.decision(steps, positives: positives)
    }

    private typealias Corner = (truePositives: Double, falsePositives: Double)

    /// Calls after each distinct score, from none on; corners inside a run of one kind are left out.
    private static func corners(_ steps: [(score: Double, isPositive: Bool)]) -> [Corner] {
        var corners: [Corner] = [(0, 0)]
        var now: Corner = (0, 0)
        for (index, step) in steps.enumerated() {
            if step.isPositive { now.truePositives += 1 } else { now.falsePositives += 1 }
            if index + 1 < steps.count, steps[index + 1].score == step.score { continue }
            if corners.count > 1 {
                let (before, last) = (corners[corners.count - 2], corners[corners.count - 1])
                let isUp = before.falsePositives == last.falsePositives && last.falsePositives == now.falsePositives
                let isLevel = before.truePositives == last.truePositives && last.truePositives == now.truePositives
                // Along other rises the precision bends.
                if isLevel || isUp && before.falsePositives == 0 { corners.removeLast() }
            }
            corners.append(now)
        }
        return corners
    }

    private static func histogram(_ probabilities: some Sequence<Double>) -> [Int] {
        var counts = Array(repeating: 0, count: histogramCount)
        for probability in probabilities where probability.isFinite {
            let part = (probability * Double(histogramCount)).rounded(.down)
            counts[Int(min(max(part, 0), Double(histogramCount - 1)))] += 1
        }
        return counts
    }

    private static func decision(_ steps: [(score: Double, isPositive: Bool)], positives: Double) -> [Decision] {
        let count = Double(steps.count)
        guard count > 0 else { return [] }
        var (right, wrong, index) = (0.0, 0.0, 0)
        let falling = stride(from: 100, through: 1, by: -1).map { percent -> Decision in
            let threshold = Double(percent) / 200
            while index < steps.count, steps[index].score >= threshold {
                if steps[index].isPositive { right += 1 } else { wrong += 1 }
                index += 1
            }
            let odds = threshold / (1 - threshold)
            return Decision(
                threshold: threshold, netBenefit: (right - wrong * odds) / count,
                netBenefitOfAll: (positives - (count - positives) * odds) / count)
        }
        return falling.reversed()
    }

    /// Leaves out the points that matter least to the area until few enough are left (Visvalingam and Whyatt 1993).
    ///
    /// Each pass takes points away whose triangle with their neighbours is smallest, never two neighbours, and at most a
    /// quarter of all; O(n log n).
    static func thinned(_ points: [Point], to maximum: Int) -> [Point] {
        var points = points
        while points.count > max(2, maximum) {
            let areas = points.indices.dropFirst().dropLast().map { index -> (area: Double, index: Int) in
                let (a, b, c) = (points[index - 1], points[index], points[index + 1])
                return (abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)), index)
            }.sorted { ($0.area, $0.index) < ($1.area, $1.index) }
            var isGone = Array(repeating: false, count: points.count)
            var left = min(points.count - maximum, max(1, points.count / 4))
            for (_, index) in areas where left > 0 && !isGone[index - 1] && !isGone[index + 1] {
                isGone[index] = true
                left -= 1
            }
            points = zip(points, isGone).compactMap { $1 ? nil : $0 }
        }
        return points
    }
}
