public import ClinicalDomain
internal import Foundation
public import RecurrentNetworks

/// Trained networks with everything that scoring needs: what they see, what they answer, and from where on to worry.
///
/// Most models have one network. The networks of an ensemble see the same features, and the mean of their raw outputs
/// is calibrated (a product of experts: Hinton 2002).
public struct RiskModel: Sendable {
    /// Where a model came from.
    public struct Provenance: Hashable, Sendable, Codable {
        /// When it was trained.
        public var trained: Instant
        /// The seed of the training.
        public var seed: UInt64
        /// SHA-256 of the training data, in hexadecimal.
        public var dataDigest: String
        /// Patients it was trained on, chosen on, and tested on.
        public var patients: [Int]
        /// Figures on the test patients by name.
        public var metrics: [String: Double]
        /// How the patients were dealt; nil for a model from elsewhere.
        public var split: PatientSplit?
        /// What it descends from; nil for a model of an earlier version.
        public var lineage: ModelLineage?

        /// A provenance of its parts.
        public init(
            trained: Instant, seed: UInt64, dataDigest: String, patients: [Int], metrics: [String: Double],
            split: PatientSplit? = nil, lineage: ModelLineage? = nil
        ) {
            (self.trained, self.seed, self.dataDigest) = (trained, seed, dataDigest)
            (self.patients, self.metrics, self.split) = (patients, metrics, split)
            self.lineage = lineage
        }
    }

    /// Turns log-odds of the network into calibrated ones: `scale · logit + offset` (Platt 1999), or along a curve.
    public struct Calibration: Hashable, Sendable, Codable {
        /// A point of the curve.
        public struct Knot: Hashable, Sendable, Codable {
            /// Raw output, log-odds.
            public var logit: Double
            /// Calibrated log-odds.
            public var logOdds: Double

            /// A point.
            public init(logit: Double, logOdds: Double) { (self.logit, self.logOdds) = (logit, logOdds) }
        }

        /// Multiplier; positive, so that the order of risks stays.
        public var scale: Double
        /// Summand.
        public var offset: Double
        /// A curve that is used instead, from rising logits to log-odds that do not fall: linear between the points and
        /// level outside (isotonic calibration, Zadrozny and Elkan 2002); nil for none.
        public var curve: [Knot]?

        /// A calibration of its parts; the default changes nothing.
        public init(scale: Double = 1, offset: Double = 0, curve: [Knot]? = nil) {
            (self.scale, self.offset, self.curve) = (scale, offset, curve)
        }

        /// Calibrated log-odds of a raw output.
        func logOdds(ofLogit logit: Double) -> Double {
            guard let curve, let first = curve.first, let last = curve.last else { return scale * logit + offset }
            guard logit > first.logit else { return first.logOdds }
            guard logit < last.logit else { return last.logOdds }
            var (low, high) = (0, curve.count - 1)
            while high - low > 1 {
                let middle = (low + high) / 2
                if curve[middle].logit <= logit { low = middle } else { high = middle }
            }
            let share = (logit - curve[low].logit) / (curve[high].logit - curve[low].logit)
            return curve[low].logOdds + share * (curve[high].logOdds - curve[low].logOdds)
        }

        /// Why it cannot be used; nil when it can.
        var fault: String? {
            if !(scale > 0 && scale <= 1e6 && abs(offset) <= 1e6) {
                return "the calibration has scale \(scale) and offset \(offset), "
                    + "the scale must be positive and both at most a million"
            }
            guard let curve else { return nil }
            let isCurve =
                (1...100_000).contains(curve.count)
                && curve.allSatisfy { abs($0.logit) <= 1e6 && abs($0.logOdds) <= 1e3 }
                && zip(curve, curve.dropFirst()).allSatisfy { $0.logit < $1.logit && $0.logOdds <= $1.logOdds }
            return isCurve ? nil : "the calibration's curve must have rising logits and log-odds that do not fall"
        }
    }

    /// The name under which it is registered.
    public var name: String
    /// The question that it answers.
    public var outcome: OutcomeDefinition
    /// What it sees.
    public var schema: SequenceSchema
    /// The networks, at least one.
    public var networks: [RecurrentNetwork<Float>] {
        get { streaming.map(\.network) }
        set { streaming = newValue.map { StreamingNetwork($0) } }
    }
    /// The networks made ready to score step by step.
    private var streaming: [StreamingNetwork]
    /// How its log-odds become probabilities.
    public var calibration: Calibration
    /// The probability from which on a step counts as positive: the label of a prediction.
    public var threshold: Double
    /// The probability from which on an alert is raised; higher, so that people can live with the alerts.
    public var alertThreshold: Double
    /// The strangeness of a value beyond which the model has no opinion, see ``Familiarity``; nil for none.
    public var strangenessLimit: Double?
    /// The fold of cross-fitting that each network left out, see ``PatientSplit/crossFold(of:)``; nil without any.
    public var folds: [Int]?
    /// Where it came from.
    public var provenance: Provenance

    /// What is carried from step to step.
    public struct State: Sendable {
        var networks: [StreamingState]
    }

    /// A model of its parts; without an alert threshold, alerts are raised where steps count as positive.
    public init(
        name: String, outcome: OutcomeDefinition, schema: SequenceSchema, networks: [RecurrentNetwork<Float>],
        calibration: Calibration, threshold: Double, alertThreshold: Double? = nil, strangenessLimit: Double? = nil,
        provenance: Provenance
    ) {
        (self.name, self.outcome, self.schema) = (name, outcome, schema)
        precondition(!networks.isEmpty, "a model without a network")
        streaming = networks.map { StreamingNetwork($0) }
        (self.calibration, self.threshold, self.provenance) = (calibration, threshold, provenance)
        (self.alertThreshold, self.strangenessLimit) = (alertThreshold ?? threshold, strangenessLimit)
    }

    /// The name of the network, or `ensemble` where there are different ones.
    public var networkName: String {
        let cells = Set(networks.map(\.architecture.cell))
        return cells.count == 1 ? cells.first?.rawValue ?? "" : "ensemble"
    }

    /// The state before the first step of a sequence.
    public func initialState() -> State { State(networks: streaming.map { $0.initialState() }) }

    /// Walks one step on.
    ///
    /// - Parameters:
    ///   - features: the features of the step.
    ///   - state: the state before the step; afterwards the one after it.
    /// - Returns: the raw output.
    public func step(_ features: [Float], _ state: inout State) -> Float {
        var sum: Float = 0
        for index in streaming.indices {
            sum += streaming[index].step(input: features, state: &state.networks[index])[0]
        }
        return sum / Float(streaming.count)
    }

    /// Calibrated log-odds of a raw output.
    public func logOdds(ofLogit logit: Float) -> Double { calibration.logOdds(ofLogit: Double(logit)) }

    /// The probability of a raw output.
    public func probability(ofLogit logit: Float) -> Double { 1 / (1 + exp(-logOdds(ofLogit: logit))) }
}
