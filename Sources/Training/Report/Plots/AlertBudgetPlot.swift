internal import Pages
internal import SVG

/// What alerts buy: a measure of the alert policy against how many alerts it raises.
struct AlertBudgetPlot {
    let section: ReportSection
    /// ``EvaluationMeasure/alertSensitivity`` or ``EvaluationMeasure/alertPositivePredictiveValue``.
    let measure: EvaluationMeasure

    /// The measure of figures.
    func value(_ figures: AlertFigures) -> Double? {
        measure == .alertSensitivity ? figures.alertSensitivity : figures.alertPositivePredictiveValue
    }

    /// The curve of a backtest by falling threshold; budgets that come to the same are one point.
    ///
    /// It ends where a lower threshold raises fewer alerts, because patients are in alarm nearly all of the time.
    func curve(_ backtest: AlertBacktest) -> [EvaluationCurves.Point] {
        var points: [EvaluationCurves.Point] = []
        for row in backtest.rows {
            guard let rate = row.figures.alertsPer100PatientDays, let value = value(row.figures),
                points.last != .init(x: rate, y: value)
            else { continue }
            if let last = points.last, rate < last.x { break }
            points.append(.init(x: rate, y: value))
        }
        return points
    }

    private func operatingPoint(_ figures: EvaluationFigures) -> EvaluationCurves.Point? {
        guard let alerts = figures.alerts, let rate = alerts.alertsPer100PatientDays, let value = value(alerts)
        else { return nil }
        return .init(x: rate, y: value)
    }

    func figure(id: String) -> ReportFigure {
        let title = "\(measure == .alertSensitivity ? "Sensitivity" : "PPV") and number of alerts"
        let curves = section.curveEntries.compactMap { entry in
            entry.figures.backtest.map { (entry: entry, points: curve($0)) }
        }.filter { !$0.points.isEmpty }
        let events = section.entries.compactMap { $0.figures.alerts?.events }.max() ?? 0
        if let reason = reason(isEmpty: curves.isEmpty, events: events) {
            return ReportFigure(title: title, caption: "", content: .missing(reason))
        }
        let marks = section.entries.compactMap { entry in operatingPoint(entry.figures).map { (entry, $0) } }
        let all = curves.flatMap(\.points) + marks.map(\.1)
        let frame = PlotFrame(
            x: PlotAxis("alerts per 100 patient-days", 0...(all.map(\.x).max() ?? 1)),
            y: PlotAxis(measure.words.name, 0...min(1, 1.1 * (all.map(\.y).max() ?? 1))))
        var svg = SVGDocument()
        frame.addClip("\(id)-clip", to: &svg)
        frame.drawAxes(in: &svg)
        for (entry, points) in curves.reversed() {
            frame.draw(points, in: &svg, clip: "\(id)-clip", style: entry.style, width: 1.4)
            for point in points {
                frame.disc(at: frame.place(point.x, point.y), radius: 2, style: entry.style, isHollow: true, in: &svg)
            }
        }
        for (entry, point) in marks.reversed() {
            let place = frame.place(point.x, point.y)
            frame.disc(at: place, radius: 4.2, style: entry.style, in: &svg)
            guard !entry.isModel else { continue }
            frame.write(
                "≥ \(entry.figures.threshold.decimal(0))", place.x - 8, place.y - 8, fill: entry.style.ink, in: &svg)
        }
        let labels = curves.map { entry, points in
            CurveLabels.Curve(
                name: entry.scorer.name, detail: "", style: entry.style,
                places: points.map { frame.place($0.x, $0.y) })
        }
        CurveLabels(labels, frame: frame).draw(
            in: &svg, corners: measure == .alertSensitivity ? [.lowerRight, .upperLeft] : [.upperRight, .lowerRight])
        let now = section.list(marks.map(\.0)) { entry in
            "\(entry.scorer.name) \(entry.estimate(measure)?.text(3) ?? "–") with "
                + "\(entry.figures.alerts?.alertsPer100PatientDays?.decimal(1) ?? "–") alerts"
        }
        return ReportFigure(
            title: title,
            caption: """
                \(measure.meaningSentence), for thresholds that keep to budgets of 2 to 200 alerts per 100 \
                patient-days on these very stays (circles). Filled: the threshold in use: \(now). A curve ends where \
                lower thresholds raise no more alerts, because a patient in alarm is not alerted again. \(events) \
                events after the first step of a stay.
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: frame.height, title: "\(title), \(section.question)",
                    description: "At the thresholds in use: \(now).", id: id),
                numbers: curves.map { entry, _ in numbers(entry) }))
    }

    private func reason(isEmpty: Bool, events: Int) -> String? {
        if section.entries.allSatisfy({ $0.figures.alerts == nil }) {
            return "Not drawn: alerts were not replayed, or the times of the events are not known."
        }
        if events < SubgroupFigures.minimumOutcomes { return section.tooFewEvents(events) }
        return isEmpty ? "Not drawn: no threshold raises an alert." : nil
    }

    private func numbers(_ entry: ReportSection.Entry) -> Markup {
        ReportFigure.numbers(
            entry.scorer.name, ["budget", "threshold", "alerts per 100 patient-days", measure.words.name],
            (entry.figures.backtest?.rows ?? []).map { row in
                [
                    row.budget.decimal(0), row.figures.threshold.decimal(4),
                    row.figures.alertsPer100PatientDays?.decimal(2) ?? "–", value(row.figures)?.decimal(4) ?? "–",
                ]
            })
    }
}

extension EvaluationMeasure {
    /// Its meaning with a capital letter.
    var meaningSentence: String { words.meaning.prefix(1).uppercased() + words.meaning.dropFirst() }
}
