internal import Pages

extension PlotStyle {
    /// A style for each scorer.
    static func styles(_ scorers: [EvaluatedScorer]) -> [PlotStyle] {
        var (models, baselines) = (0, 0)
        return scorers.map { scorer in
            if scorer.provenance == nil {
                baselines += 1
                return baseline(baselines - 1)
            }
            models += 1
            return model(models - 1)
        }
    }
}
