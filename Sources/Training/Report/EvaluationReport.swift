internal import ClinicalDomain
internal import Pages
public import Scoring

/// Evaluated scorers as one page that can be read, printed and kept: text, tables and pictures in a single file.
///
/// The page is XHTML that browsers take as HTML as well. It has no script, no address and no clock: the same figures
/// give the same bytes. Everything that comes from data is escaped.
public struct EvaluationReport: Sendable {
    /// The scorers by outcome, models before what is put beside them.
    public var scorers: [EvaluatedScorer]
    /// Whose figures they are; nil for all patients.
    public var part: PatientSplit.Part?
    /// Whether the first scorer is put beside the second.
    public var isCompared: Bool
    /// Name and version of the program.
    public var build: String

    /// A report of its parts.
    public init(scorers: [EvaluatedScorer], part: PatientSplit.Part?, isCompared: Bool, build: String) {
        (self.scorers, self.part, self.isCompared, self.build) = (scorers, part, isCompared, build)
    }

    /// The page.
    public var text: String {
        let sections = sections
        let header = ReportHeader(report: self, sections: sections)
        var figureNumber = 0
        let parts = sections.enumerated().map { index, section in
            markup(section, isOnly: sections.count == 1, number: index + 1, figureNumber: &figureNumber)
        }
        return Page(title: header.title, build: build, header: header.markup, sections: parts + [limits]).text
    }

    private var sections: [ReportSection] {
        var names: [String] = []
        for scorer in scorers where !names.contains(scorer.outcome.name) { names.append(scorer.outcome.name) }
        return names.compactMap { name in ReportSection(scorers.filter { $0.outcome.name == name }) }
    }

    private func markup(
        _ section: ReportSection, isOnly: Bool, number: Int, figureNumber: inout Int
    ) -> Markup {
        let curves = ReportFigure.markup(curvePlots(section), &figureNumber)
        let subgroups = ReportFigure.markup(subgroupPlots(section), &figureNumber)
        let measures = ReportMeasures(section: section, isCompared: isCompared)
        return """
            <section>
            <h2>\(isOnly ? "Results" : section.question)</h2>
            <p><b>Table \(2 * number - 1).</b> In short, with 95 % intervals.</p>
            \(measures.summary)
            <div class="figures">
            \(curves)
            </div>
            <h3>Subgroups</h3>
            <div class="figures">
            \(subgroups)
            </div>
            <h3>Table \(2 * number). All measures with 95 % intervals</h3>
            <p>\(measures.absences)</p>
            \(measures.table)
            </section>
            """
    }

    private func curvePlots(_ section: ReportSection) -> [(String) -> ReportFigure] {
        let comparison = isCompared ? DifferencePlot(section: section) : nil
        return [ROCPlot(section: section).figure, PrecisionRecallPlot(section: section).figure]
            + [ReliabilityPlot(section: section).figure, DecisionPlot(section: section).figure]
            + [EvaluationMeasure.alertSensitivity, .alertPositivePredictiveValue].map { measure in
                AlertBudgetPlot(section: section, measure: measure).figure
            }
            + [LeadTimePlot(section: section).figure] + (comparison.map { [$0.figure] } ?? [])
    }

    private func subgroupPlots(_ section: ReportSection) -> [(String) -> ReportFigure] {
        let comparison = isCompared ? DifferencePlot(section: section) : nil
        return [EvaluationMeasure.auroc, .calibrationSlope, .alertSensitivity, .alertPositivePredictiveValue].map {
            SubgroupPlot(section: section, measure: $0).figure
        } + (comparison.map { [$0.subgroupFigure] } ?? [])
    }

    private var limits: Markup {
        """
        <section>
        <h2>What these figures do not say</h2>
        <p>Stays of one database are measured; other hospitals chart, treat and record outcomes differently. Labels \
        are recorded outcomes, which may be late or missing. Staff knew the patients' vital signs and acted on them, \
        so what would have happened without treatment is unknown. Intervals hold for other patients of the same kind \
        and not for another training of the same model. Subgroups were not corrected for being looked at together. \
        Alerts are replayed through the policy; whether anybody would have acted on them is not measured, and the \
        curves of alerts take their thresholds from the patients they are measured on.</p>
        </section>
        """
    }
}
