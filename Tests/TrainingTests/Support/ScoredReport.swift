import ClinicalDomain
import Scoring

@testable import Training

/// Evaluated scorers of simulated stays.
enum ScoredReport {
    /// Figures with everything in them.
    static func figures(
        _ stays: [ScoredStay], isProbability: Bool = true, hasUtility: Bool = true, draws: Int = 40
    ) -> EvaluationFigures {
        var options = EvaluationOptions.everything(seed: 7)
        (options.bootstrap, options.alertThreshold) = (draws > 0 ? PatientBootstrap(seed: 7, draws: draws) : nil, 0.5)
        return EvaluationFigures(
            scored: stays, threshold: 0.3, isProbability: isProbability, hasUtility: hasUtility, options: options)
    }

    /// A model's figures under a name.
    static func model(
        _ name: String, _ figures: EvaluationFigures, outcome: OutcomeDefinition = .sepsis, digest: String = "ab12"
    ) -> EvaluatedScorer {
        var scorer = EvaluatedScorer(
            news2Threshold: 5, outcome: outcome,
            period: Instant(millisecondsSince1970: 0)...Instant(millisecondsSince1970: 86_400_000 * 400),
            figures: figures)
        (scorer.name, scorer.score, scorer.network) = (name, name, "lstm")
        scorer.provenance = RiskModel.Provenance(
            trained: Instant(millisecondsSince1970: 86_400_000 * 500), seed: 3, dataDigest: digest,
            patients: [100, 20, 30], metrics: [:])
        return scorer
    }

    /// Two models and NEWS2 at two totals.
    static let scorers: [EvaluatedScorer] = {
        let good = figures(ScoredWard.stays(patients: 240, seed: 6, noise: 0.7))
        let bad = figures(ScoredWard.stays(patients: 240, seed: 6, noise: 2))
        let whole = ScoredWard.stays(patients: 240, seed: 6, noise: 1, coarse: true)
        let points = figures(whole, isProbability: false)
        return [model("good-1", good), model("bad-1", bad)]
            + [5, 7].map { EvaluatedScorer(news2Threshold: $0, outcome: .sepsis, period: nil, figures: points) }
    }()

    /// The page of scorers.
    static func page(_ scorers: [EvaluatedScorer], isCompared: Bool = false) -> String {
        EvaluationReport(scorers: scorers, part: .test, isCompared: isCompared, build: "wardwatch 0.0.0").text
    }
}
