internal import ClinicalDomain
internal import Pages

/// The scorers of one outcome, as its figures and tables see them.
struct ReportSection {
    /// A scorer with its looks.
    struct Entry {
        var scorer: EvaluatedScorer
        var style: PlotStyle

        var figures: EvaluationFigures { scorer.figures }
        var isModel: Bool { scorer.provenance != nil }
    }

    /// The scorers, models first.
    let entries: [Entry]
    /// The outcome.
    let outcome: OutcomeDefinition

    /// A section of scorers of one outcome; nil without any.
    init?(_ scorers: [EvaluatedScorer]) {
        guard let first = scorers.first else { return nil }
        outcome = first.outcome
        entries = zip(scorers, PlotStyle.styles(scorers)).map { Entry(scorer: $0, style: $1) }
    }

    /// The scorers whose curves differ, those of one score once and under its name.
    var curveEntries: [Entry] {
        var seen: Set<String> = []
        return entries.filter { seen.insert($0.scorer.score).inserted }.map { entry in
            var entry = entry
            entry.scorer.name = entry.scorer.score
            return entry
        }
    }

    /// `sepsis within 6 h`.
    var question: String {
        outcome.name + (outcome.horizonHours.map { " within \($0.decimal($0 == $0.rounded() ? 0 : 1)) h" } ?? "")
    }

    /// Why curves would say nothing; nil where they say something.
    var tooFew: String? {
        let outcomes = entries.map(\.figures.staysWithOutcome).max() ?? 0
        guard outcomes < SubgroupFigures.minimumOutcomes else { return nil }
        return
            "Not drawn: \(outcomes == 0 ? "no stay has" : outcomes == 1 ? "one stay has" : "\(outcomes) stays have") "
            + "the outcome, and from fewer than \(SubgroupFigures.minimumOutcomes) nothing can be said."
    }

    /// Why measures of alerts would say nothing.
    func tooFewEvents(_ events: Int) -> String {
        "Not drawn: \(events) events, and from fewer than \(SubgroupFigures.minimumOutcomes) nothing can be said."
    }

    /// `451 stays, 42 of them with the outcome; 18 390 steps`, as half a sentence.
    var counts: String {
        let outcomes = Self.span(entries.map(\.figures.staysWithOutcome))
        return "\(Self.span(entries.map(\.figures.stays))) stays, \(outcomes) of them with the outcome; "
            + "\(Self.span(entries.map(\.figures.steps))) steps"
    }

    /// What the number of outcomes forbids to conclude; nil for a hundred or more.
    ///
    /// A hundred events are the least for a validation, and two hundred better, by Collins, Ogundimu and Altman,
    /// Statistics in Medicine 35 (2016).
    var smallness: String? {
        let outcomes = entries.map(\.figures.staysWithOutcome).min() ?? 0
        return outcomes < 100 ? "With fewer than 100 outcomes, differences between curves may be chance." : nil
    }

    /// Figures of up to four scorers as half a sentence; of more, where to find them.
    func list(_ entries: [Entry], _ text: (Entry) -> String) -> String {
        entries.count <= 4 ? entries.map(text).joined(separator: ", ") : "see the tables"
    }

    private static func span(_ numbers: [Int]) -> String {
        let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 0)
        return least == most ? most.grouped : "\(least.grouped) to \(most.grouped)"
    }
}
