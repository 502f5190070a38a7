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

    /// Turns log-odds of the network into calibrated ones: `scale · logit + offset` (Platt 1999).
    public struct Calibration: Hashable, Sendable, Codable {
        /// Multiplier; positive, so that the order of risks stays.
        public var scale: Double
        /// Summand.
        public var offset: Double

        /// A calibration of its parts; the default changes nothing.
        public init(scale: Double = 1, offset: Double = 0) { (self.scale, self.offset) = (scale, offset) }
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
    /// Where it came from.
    public var provenance: Provenance

    /// What is carried from step to step.
    public struct State: Sendable {
        var networks: [StreamingState]
    }

    /// A model of its parts; without an alert threshold, alerts are raised where steps count as positive.
    public init(
        name: String, outcome: OutcomeDefinition, schema: SequenceSchema, networks: [RecurrentNetwork<Float>],
        calibration: Calibration, threshold: Double, alertThreshold: Double? = nil, provenance: Provenance
    ) {
        (self.name, self.outcome, self.schema) = (name, outcome, schema)
        precondition(!networks.isEmpty, "a model without a network")
        streaming = networks.map { StreamingNetwork($0) }
        (self.calibration, self.threshold, self.provenance) = (calibration, threshold, provenance)
        self.alertThreshold = alertThreshold ?? threshold
    }

    /// The name of the network, or `ensemble`.
    public var networkName: String {
        networks.count == 1 ? networks[0].architecture.cell.rawValue : "ensemble"
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
    public func logOdds(ofLogit logit: Float) -> Double { calibration.scale * Double(logit) + calibration.offset }

    /// The probability of a raw output.
    public func probability(ofLogit logit: Float) -> Double { 1 / (1 + exp(-logOdds(ofLogit: logit))) }
}
