internal import ClinicalDomain
internal import Pages

/// What the data were like.
struct DataSection {
    let figures: WardFigures
    let time: SiteTime

    /// At most so many sources are listed.
    private static let limit = 50

    var markup: Markup { ReportText.section("The data", [technical, sources]) }

    private var technical: Markup {
        guard !figures.technical.isEmpty else { return "<p>No technical alert was raised in the period.</p>" }
        let rows = figures.technical.prefix(Self.limit).map { row -> [Markup] in
            [
                "\(ReportText.reason(row.reason))", "<bdi>\(row.subject.isEmpty ? "all values" : row.subject)</bdi>",
                "\(row.alerts.grouped)", "\(row.patients.grouped)", "\(row.hours.decimal(1))",
            ]
        }
        return """
            <h3>Technical alerts</h3>
            <p>Hours to the end of the alert, or to the newest value of anybody.</p>
            \(Markup.table(["what is wrong", "of what", "alerts", "patients", "hours"], rows, words: [1]))
            """
    }

    private var sources: Markup {
        guard !figures.sources.isEmpty else { return "<p>No message was received in the period.</p>" }
        let rows = figures.sources.prefix(Self.limit).map { source -> [Markup] in
            let reasons = source.quarantined.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return [
                "<bdi>\(source.name.isEmpty ? "does not say" : source.name)</bdi>", "\(source.format)",
                "\(source.messages.grouped)",
                "<span class=\"date\">\(source.last.map(time.text) ?? "–")</span>",
                "\(reasons.reduce(0) { $0 + $1.value }.grouped)",
                "\(reasons.map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", "))",
                "\(source.sampled > 0 ? "\(ReportText.share(source.late, of: source.sampled)) of \(source.sampled.grouped)" : "–")",
            ]
        }
        return """
            <h3>Sources</h3>
            <p>Messages received in the period, of all units\(figures.isMessageCountCut ? "; only the newest of them" : "")\
            \(figures.sources.count > Self.limit ? "; the \(Self.limit) sources with most messages" : ""). Late: received \
            more than an hour after issue, of a sample of the newest values of the hundred stays that were heard of \
            last; values of imported history are late by nature. How many values a source sent is not counted, because \
            that takes reading all of them.</p>
            \(Markup.table(
                [
                    "source", "format", "messages", "last received", "in quarantine", "why", "values that came late",
                ], rows, words: [1, 3, 5]))
            """
    }
}
