internal import Foundation
public import Scoring

/// Chooses how raw outputs become probabilities, by the log loss on patients that the calibration was not fitted on.
public struct CalibrationChoice: Sendable, Hashable {
    /// A way to calibrate, the simplest first.
    public enum Method: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
        /// None: `σ(logit)`.
        case none
        /// ``TemperatureScaling``.
        case temperature
        /// ``PlattScaling``.
        case platt
        /// ``IsotonicCalibration``.
        case isotonic
    }

    /// What a model keeps.
    public var calibration: RiskModel.Calibration {
        switch fit {
        case .scaled(let calibration): calibration
        case .isotonic(let curve):
            RiskModel.Calibration(
                curve: curve.knots.map {
                    RiskModel.Calibration.Knot(logit: $0.logit, logOdds: log($0.probability / (1 - $0.probability)))
                })
        }
    }

    /// A fitted calibration.
    public enum Fit: Sendable, Hashable {
        /// `σ(scale · logit + offset)`.
        case scaled(RiskModel.Calibration)
        /// A curve.
        case isotonic(IsotonicCalibration)

        /// The probability of a raw output.
        public func probability(ofLogit logit: Double) -> Double {
            switch self {
            case .scaled(let calibration): 1 / (1 + exp(-(calibration.scale * logit + calibration.offset)))
            case .isotonic(let curve): curve.probability(ofLogit: logit)
            }
        }
    }

    /// The method with the lowest out-of-fold log loss; of equals the simplest.
    public let method: Method
    /// That method fitted on all patients.
    public let fit: Fit
    /// The out-of-fold log loss of each method; empty where there was too little to choose from.
    public let logLosses: [Method: Double]

    /// Chooses.
    ///
    /// Patients are dealt into folds by ``PatientSplit``. Every method is fitted on all folds but one and measured on that
    /// one, in turn. Where some fold leaves no positive or no negative step to fit on, nothing is changed.
    ///
    /// - Parameters:
    ///   - stays: the raw outputs (log-odds) and labels of stays that the model was not trained on.
    ///   - folds: how many, from 2 to 100.
    ///   - seed: deals the patients.
    ///   - methods: those to choose from.
    public init(
        stays: [ScoredStay], folds: Int = 5, seed: UInt64, methods: [Method] = Method.allCases
    ) {
        precondition((2...100).contains(folds), "\(folds) folds")
        let byFold = Self.dealt(stays, folds: folds, seed: seed)
        let methods = Method.allCases.filter { methods.contains($0) }
        var sums = Dictionary(uniqueKeysWithValues: methods.map { ($0, 0.0) })
        let count = byFold.reduce(0) { $0 + $1.labels.count }
        for (number, held) in byFold.enumerated() where !held.labels.isEmpty {
            let others = byFold.enumerated().filter { $0.offset != number }.map(\.element)
            let logits = others.flatMap(\.logits)
            let labels = others.flatMap(\.labels)
            guard labels.contains(true), labels.contains(false) else {
                (method, fit, logLosses) = (.none, .scaled(RiskModel.Calibration()), [:])
                return
            }
            for method in methods {
                let fit = Self.fit(method, logits: logits, labels: labels)
                let loss = BinaryClassificationMetrics.logLoss(
                    probabilities: held.logits.map { fit.probability(ofLogit: $0) }, labels: held.labels)
                sums[method, default: 0] += (loss ?? 0) * Double(held.labels.count)
            }
        }
        logLosses = count > 0 ? sums.mapValues { $0 / Double(count) } : [:]
        let losses = logLosses
        method = methods.min { losses[$0, default: .infinity] < losses[$1, default: .infinity] } ?? .none
        fit = Self.fit(method, logits: byFold.flatMap(\.logits), labels: byFold.flatMap(\.labels))
    }

    private static func fit(_ method: Method, logits: [Double], labels: [Bool]) -> Fit {
        switch method {
        case .none: .scaled(RiskModel.Calibration())
        case .temperature: .scaled(TemperatureScaling.fit(logits: logits, labels: labels))
        case .platt: .scaled(PlattScaling.fit(logits: logits, labels: labels))
        case .isotonic:
            IsotonicCalibration(fitting: logits, labels: labels).map { .isotonic($0) }
                ?? .scaled(RiskModel.Calibration())
        }
    }

    private typealias Steps = (logits: [Double], labels: [Bool])

    private static func dealt(_ stays: [ScoredStay], folds: Int, seed: UInt64) -> [Steps] {
        let splits = (1...folds).compactMap { PatientSplit.Fold(number: $0, of: folds) }.map {
            PatientSplit(seed: seed, testFold: $0)
        }
        var result: [Steps] = Array(repeating: ([], []), count: folds)
        for (number, stay) in stays.enumerated() {
            let patient = stay.patient ?? "stay \(number)"
            guard let fold = splits.firstIndex(where: { $0.part(of: patient) == .test }) else { continue }
            for case (.some(let label), let logit) in zip(stay.labels, stay.scores) {
                result[fold].logits.append(logit)
                result[fold].labels.append(label)
            }
        }
        return result
    }
}
