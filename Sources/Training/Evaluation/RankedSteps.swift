/// A step with its score, as the measures of ranks and of calibration see it.
struct RankedStep {
    var score: Double
    var isPositive: Bool
    /// Number of the patient.
    var patient: UInt32
    /// Number of the stay.
    var stay: UInt32
    /// Number of the step in its stay.
    var step: UInt32
    /// Number of the period since admission, see ``EvaluationSubgroup/periods``.
    var period: UInt8

    /// Sorts by falling score; equal scores by stay and time, so that the order of the input does not matter.
    static func isBefore(_ left: RankedStep, _ right: RankedStep) -> Bool {
        if left.score != right.score { return left.score > right.score }
        return left.stay != right.stay ? left.stay < right.stay : left.step < right.step
    }
}

/// Steps sorted once, from which AUROC, AUPRC and calibration follow in one walk for any weights of the patients.
///
/// The walk adds up the weights of runs of steps: a run is all steps of one score, or steps of several scores that are
/// all negative. Ranks are exact, ties included. For calibration, steps are gathered in bins of about a 256th of all
/// steps each, and none wider than 0.1 in log-odds; positive and negative steps of a bin keep log-odds of their own, so
/// that what the slope depends on first is not rounded (tests show less than 5 · 10⁻⁴ between bins and steps).
struct RankedSteps {
    /// Weights of the steps of one bin.
    struct BinCount {
        var negatives = 0.0
        var positives = 0.0
    }

    /// What a walk found; not a number where it is not defined.
    struct Ranks {
        var auroc: Double
        var auprc: Double
    }

    /// Means of the steps of a bin.
    private struct Bin {
        var probability = 0.0
        var positiveLogit = 0.0
        var negativeLogit = 0.0
        var positives = 0.0
        var negatives = 0.0
        /// The highest log-odds.
        var top = 0.0

        var count: Double { positives + negatives }

        mutating func add(_ step: RankedStep, logit: Double) {
            probability += step.score
            if step.isPositive {
                (positives, positiveLogit) = (positives + 1, positiveLogit + logit)
            } else {
                (negatives, negativeLogit) = (negatives + 1, negativeLogit + logit)
            }
        }

        /// The sums as means.
        var averaged: Bin {
            var bin = self
            bin.probability /= count
            bin.positiveLogit /= max(1, positives)
            bin.negativeLogit /= max(1, negatives)
            return bin
        }
    }

    private struct Run {
        var negativeEnd: Int
        var positiveEnd: Int
        var bin: Int
    }

    /// The patients of the negative and of the positive steps, by falling score.
    private var negatives: [UInt32] = []
    private var positives: [UInt32] = []
    private var runs: [Run] = []
    /// The bins, falling; empty for scores that are not probabilities.
    private var bins: [Bin] = []

    /// Steps in the order of ``RankedStep/isBefore(_:_:)``.
    init(sorted steps: [RankedStep], isProbability: Bool) {
        negatives.reserveCapacity(steps.count)
        var bin = Bin()
        var start = 0
        while start < steps.count {
            let score = steps[start].score
            let logit = isProbability ? LogisticRecalibration.logit(score) : 0
            if isProbability, bin.count > 0, bin.count >= Double(steps.count / 256) || bin.top - logit > 0.1 {
                bins.append(bin.averaged)
                bin = Bin()
            }
            if bin.count == 0 { bin.top = logit }
            let before = positives.count
            var end = start
            repeat {
                if steps[end].isPositive {
                    positives.append(steps[end].patient)
                } else {
                    negatives.append(steps[end].patient)
                }
                bin.add(steps[end], logit: logit)
                end += 1
            } while end < steps.count && steps[end].score == score
            let run = Run(negativeEnd: negatives.count, positiveEnd: positives.count, bin: bins.count)
            let previousStart = runs.count > 1 ? runs[runs.count - 2].positiveEnd : 0
            if positives.count == before, let last = runs.last, last.bin == run.bin, last.positiveEnd == previousStart {
                runs[runs.count - 1] = run
            } else {
                runs.append(run)
            }
            start = end
        }
        if isProbability, bin.count > 0 { bins.append(bin.averaged) }
    }

    /// Steps of scores and labels, each of a patient of its own.
    init(scores: [Double], labels: [Bool], isProbability: Bool) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        let steps = scores.indices.map { index in
            RankedStep(
                score: scores[index], isPositive: labels[index], patient: UInt32(index), stay: UInt32(index), step: 0,
                period: 0)
        }
        self.init(sorted: steps.sorted(by: RankedStep.isBefore), isProbability: isProbability)
    }

    /// Number of steps.
    var count: Int { negatives.count + positives.count }

    /// Walks once.
    ///
    /// - Parameters:
    ///   - weights: how often each patient counts.
    ///   - counts: overwritten with the weights in each bin.
    func ranks(weights: [UInt16], counts: inout [BinCount]) -> Ranks {
        counts = Array(repeating: BinCount(), count: max(1, bins.count))
        var (area, precision) = (0.0, 0.0)
        var (positive, negative) = (0.0, 0.0)
        weights.withUnsafeBufferPointer { weights in
            negatives.withUnsafeBufferPointer { negatives in
                positives.withUnsafeBufferPointer { positives in
                    var (n, p) = (0, 0)
                    for run in runs {
                        let runNegatives = Double(Self.sum(weights, negatives, n..<run.negativeEnd))
                        let runPositives = Double(Self.sum(weights, positives, p..<run.positiveEnd))
                        (n, p) = (run.negativeEnd, run.positiveEnd)
                        counts[isBinned ? run.bin : 0].negatives += runNegatives
                        counts[isBinned ? run.bin : 0].positives += runPositives
                        // Falling scores: every positive so far outranks these negatives, those of the run half of them.
                        area += runNegatives * (positive + runPositives / 2)
                        positive += runPositives
                        negative += runNegatives
                        if runPositives > 0 { precision += runPositives * positive / (positive + negative) }
                    }
                }
            }
        }
        return Ranks(
            auroc: positive > 0 && negative > 0 ? area / (positive * negative) : .nan,
            auprc: positive > 0 ? precision / positive : .nan)
    }

    /// The positive and the negative steps of each bin with given counts, as groups for ``LogisticRecalibration``.
    func groups(_ counts: [BinCount]) -> [LogisticRecalibration.Group] {
        var groups: [LogisticRecalibration.Group] = []
        groups.reserveCapacity(2 * bins.count)
        for (bin, count) in zip(bins, counts) {
            if count.positives > 0 {
                groups.append(.init(logit: bin.positiveLogit, positives: count.positives, negatives: 0))
            }
            if count.negatives > 0 {
                groups.append(.init(logit: bin.negativeLogit, positives: 0, negatives: count.negatives))
            }
        }
        return groups
    }

    /// The bins with given counts, by rising probability.
    func calibrationBins(_ counts: [BinCount]) -> [CalibrationCurve.Bin] {
        zip(bins, counts).reversed().map { bin, count in
            CalibrationCurve.Bin(
                probability: bin.probability, positives: count.positives, count: count.positives + count.negatives)
        }
    }

    /// The bins with every step counted once, by rising probability.
    func calibrationBins() -> [CalibrationCurve.Bin] {
        var counts: [BinCount] = []
        let patients = Int(max(negatives.max() ?? 0, positives.max() ?? 0)) + 1
        _ = ranks(weights: Array(repeating: 1, count: patients), counts: &counts)
        return calibrationBins(counts)
    }

    private var isBinned: Bool { !bins.isEmpty }

    @inline(__always)
    private static func sum(
        _ weights: UnsafeBufferPointer<UInt16>, _ patients: UnsafeBufferPointer<UInt32>, _ range: Range<Int>
    ) -> Int {
        var sum = 0
        for index in range { sum &+= Int(weights[Int(patients[index])]) }
        return sum
    }
}
