public import ClinicalDomain
internal import Foundation
public import RecurrentNetworks

/// A trained network with everything that scoring needs: what it sees, what it answers, and from where on to worry.
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

        /// A provenance of its parts.
        public init(
            trained: Instant, seed: UInt64, dataDigest: String, patients: [Int], metrics: [String: Double]
        ) {
            (self.trained, self.seed, self.dataDigest) = (trained, seed, dataDigest)
            (self.patients, self.metrics) = (patients, metrics)
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
    /// The network.
    public var network: RecurrentNetwork<Float> {
        get { streaming.network }
        set { streaming = StreamingNetwork(newValue) }
    }
    /// The network made ready to score step by step.
    public private(set) var streaming: StreamingNetwork
    /// How its log-odds become probabilities.
    public var calibration: Calibration
    /// The probability from which on a step counts as positive: the label of a prediction.
    public var threshold: Double
    /// The probability from which on an alert is raised; higher, so that people can live with the alerts.
    public var alertThreshold: Double
    /// Where it came from.
    public var provenance: Provenance

    /// A model of its parts; without an alert threshold, alerts are raised where steps count as positive.
    public init(
        name: String, outcome: OutcomeDefinition, schema: SequenceSchema, network: RecurrentNetwork<Float>,
        calibration: Calibration, threshold: Double, alertThreshold: Double? = nil, provenance: Provenance
    ) {
        (self.name, self.outcome, self.schema) = (name, outcome, schema)
        streaming = StreamingNetwork(network)
        (self.calibration, self.threshold, self.provenance) = (calibration, threshold, provenance)
        self.alertThreshold = alertThreshold ?? threshold
    }

    /// Calibrated log-odds of a raw output of the network.
    public func logOdds(ofLogit logit: Float) -> Double { calibration.scale * Double(logit) + calibration.offset }

    /// The probability of a raw output of the network.
    public func probability(ofLogit logit: Float) -> Double { 1 / (1 + exp(-logOdds(ofLogit: logit))) }
}
