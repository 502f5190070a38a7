internal import ClinicalDomain
internal import Pages
internal import Scoring

/// What was measured on whom, and where the models come from.
struct ReportHeader {
    let report: EvaluationReport
    let sections: [ReportSection]

    private var entries: [ReportSection.Entry] { sections.flatMap(\.entries) }

    /// `Evaluation of sepsis-lstm-3 and sepsis-elman-3`.
    var title: String {
        let names = entries.filter(\.isModel).map(\.scorer.name)
        if names.count > 2 { return "Evaluation of \(names.count) models" }
        let joined = names.joined(separator: report.isCompared ? " against " : " and ")
        return "Evaluation of \(names.isEmpty ? "NEWS2" : joined)"
    }

    /// The top of the page.
    var markup: Markup {
        let questions = sections.map(\.question).joined(separator: "; ")
        return """
            <header>
            <h1>\(title)</h1>
            <p class="lead">Outcome: \(questions). Beside the models stands NEWS2, taken as an alarm, on the same \
            stays.</p>
            <p class="notice">This is research software and not a medical device. These figures describe past \
            patients; they are no advice for the care of anyone.</p>
            <dl>
            \(facts.map { "<dt>\($0)</dt><dd>\($1)</dd>" as Markup })
            </dl>
            \(models)
            </header>
            """
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = [("Patients", "\(patients)")]
        facts += sections.map { section in
            (sections.count == 1 ? "Stays" : section.outcome.name, "\(section.counts)")
        }
        facts.append(("Dates of the data", "\(period)"))
        let drawn = entries.compactMap(\.figures.bootstrap).first
        facts.append(
            (
                "Intervals",
                drawn.map {
                    "95 %, from \($0.draws.grouped) draws of whole patients with all stays (seed \(String($0.seed)))"
                } ?? "none"
            ))
        facts.append(("Program", "\(report.build)"))
        return facts
    }

    private var patients: String {
        switch report.part {
        case .test: "test: dealt apart by their identifier, not seen in any training or choice"
        case .validation: "validation: epoch, threshold and calibration were chosen on them, so figures are too good"
        case .training: "training: the models were fitted to them, so figures are much too good"
        case nil: "all of the database; where models were trained on some of them, figures are too good"
        }
    }

    private var period: String {
        let periods = entries.compactMap(\.scorer.period)
        guard let first = periods.map(\.lowerBound).min(), let last = periods.map(\.upperBound).max() else {
            return "unknown"
        }
        return "\(first.iso8601.prefix(10)) to \(last.iso8601.prefix(10)), as the database has them"
    }

    private var models: Markup {
        let rows = entries.compactMap { entry -> [Markup]? in
            guard let provenance = entry.scorer.provenance else { return nil }
            let counts = provenance.patients.map(\.grouped).joined(separator: " / ")
            return [
                "<bdi>\(entry.scorer.name)</bdi>", "\(entry.scorer.network ?? "")", "\(entry.scorer.outcome.name)",
                "<span class=\"date\">\(provenance.trained.iso8601.prefix(10))</span>", "\(counts)",
                "\(String(provenance.seed))",
                Self.digest(provenance.dataDigest),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return Markup.table(
            [
                "model", "network", "outcome", "trained", "patients trained on / chosen on / tested on", "seed",
                "training data (SHA-256)",
            ], rows, style: "models")
    }

    /// A digest in two lines.
    private static func digest(_ digest: String) -> Markup {
        guard !digest.isEmpty else { return "unknown" }
        return "<code>\(digest.prefix(32))<br/>\(digest.dropFirst(32))</code>"
    }
}
