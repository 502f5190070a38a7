/// How a scorer looks in all plots.
///
/// The colors are those of Okabe and Ito ("Color universal design", 2008), which people with any color vision tell
/// apart; letters have darker ones of the same hue. Past the sixth model, and for scores without a model, lines are
/// broken as well.
struct ScorerStyle: Equatable {
    /// Of lines and marks.
    var color: String
    /// Of letters.
    var ink: String
    /// Dashes of the line; empty for an unbroken one.
    var dashes: String
    /// Whether marks are drawn as an outline.
    var isHollow = false

    private static let hues = [
        ("#0072b2", "#005a8e"), ("#d55e00", "#a34700"), ("#009e73", "#00694d"), ("#cc79a7", "#97406f"),
        ("#e69f00", "#8a5f00"), ("#56b4e9", "#1d6fa0"),
    ]

    /// The style of a model by its number.
    static func model(_ number: Int) -> ScorerStyle {
        let (color, ink) = hues[number % hues.count]
        let dashes = ["", "7 3", "2 2"][number / hues.count % 3]
        return ScorerStyle(color: color, ink: ink, dashes: dashes)
    }

    /// The style of what is put beside the models, by its number.
    static func baseline(_ number: Int) -> ScorerStyle {
        ScorerStyle(
            color: "#767676", ink: "#5a5a5a", dashes: ["5 3", "1.5 2.5", "8 3 2 3"][number % 3],
            isHollow: number % 2 == 1)
    }

    /// A style for each scorer.
    static func styles(_ scorers: [EvaluatedScorer]) -> [ScorerStyle] {
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

    /// Attributes of a line.
    var lineStyle: String {
        "stroke-linejoin=\"round\"" + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")
    }
}
