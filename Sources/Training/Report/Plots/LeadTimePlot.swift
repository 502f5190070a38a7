internal import Pages
internal import SVG

/// Share of events that had been warned of, by the time left to the event.
struct LeadTimePlot {
    let section: ReportSection

    private var entries: [ReportSection.Entry] {
        section.entries.filter { ($0.figures.alerts?.events ?? 0) > 0 }
    }

    /// Share of events with an alert at least so many hours before, for each whole hour of the window and for none.
    static func shares(_ alerts: AlertFigures) -> [Double] {
        var shares: [Double] = []
        var sum = 0
        for count in alerts.leadTimeCounts.reversed() {
            sum += count
            shares.append(Double(sum) / Double(max(1, alerts.events)))
        }
        return shares.reversed()
    }

    /// The curve of a scorer, rising step by step as the event comes nearer.
    static func curve(_ alerts: AlertFigures) -> [EvaluationCurves.Point] {
        let shares = shares(alerts)
        var points = [EvaluationCurves.Point(x: Double(shares.count), y: 0)]
        for hour in shares.indices.reversed() {
            points.append(.init(x: Double(hour), y: points[points.count - 1].y))
            points.append(.init(x: Double(hour), y: shares[hour]))
        }
        return points
    }

    func figure(id: String) -> ReportFigure {
        let title = "Lead time"
        let entries = entries
        let events = entries.compactMap { $0.figures.alerts?.events }.max() ?? 0
        let caught = entries.compactMap { $0.figures.alerts?.leadTimeCounts.reduce(0, +) }.max() ?? 0
        if let reason = reason(isEmpty: entries.isEmpty, events: events, caught: caught) {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let curves = entries.map { $0.figures.alerts.map(Self.curve) ?? [] }
        let most = min(1, 1.15 * (curves.compactMap { $0.last?.y }.max() ?? 1))
        let frame = PlotFrame(
            x: PlotAxis("hours to the event", 0...AlertFigures.windowHours, step: 4, isReversed: true),
            y: PlotAxis("share of events warned of", 0...most))
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg)
        for (entry, curve) in zip(entries, curves).reversed() {
            frame.draw(curve, in: &svg, clip: "\(id)-clip", style: entry.style)
        }
        let labels = zip(entries, curves).map { entry, curve in
            CurveLabels.Curve(
                name: entry.scorer.name,
                detail: entry.estimate(.leadTime50).map { "median \($0.value.decimal(1)) h" } ?? "none",
                short: entry.estimate(.leadTime50).map { "\($0.value.decimal(1)) h" } ?? "",
                style: entry.style, places: curve.map { frame.place($0.x, $0.y) })
        }
        CurveLabels(labels, frame: frame).draw(in: &svg, corners: [.upperLeft, .lowerRight])
        let medians = section.list(entries) { "\($0.scorer.name) \($0.estimate(.leadTime50)?.text(1) ?? "–")" }
        return ReportFigure(
            title: title,
            caption: """
                Share of the events that an alert had been raised for, by the time left; at 0 h it is the \
                sensitivity. An alert counts in the 24 h before an event, the first of several. Median lead time of \
                the caught events in hours with its 95 % interval: \(medians). \(events) events after the first step \
                of a stay.
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: frame.height, title: "\(title), \(section.question)",
                    description: "Median lead times in hours: \(medians).", id: id),
                numbers: entries.map(numbers)))
    }

    private func numbers(_ entry: ReportSection.Entry) -> Markup {
        guard let alerts = entry.figures.alerts else { return "" }
        let rows = zip(Self.shares(alerts), alerts.leadTimeCounts).enumerated().map { hour, row in
            ["\(hour)", String(row.1), row.0.decimal(4)]
        }
        return ReportFigure.numbers(
            "\(entry.scorer.name), \(alerts.events) events",
            ["hours before", "first alert in this hour", "share warned of by then"], rows)
    }

    private func reason(isEmpty: Bool, events: Int, caught: Int) -> String? {
        if isEmpty {
            return section.entries.contains { $0.figures.alerts != nil }
                ? "Not drawn: no event came after the first step of its stay."
                : "Not drawn: alerts were not replayed, or the times of the events are not known."
        }
        if events < SubgroupFigures.minimumOutcomes {
            return section.tooFewEvents(events)
        }
        return caught == 0 ? "Not drawn: no alert came in the 24 h before any of \(events) events." : nil
    }
}
