internal import ClinicalDomain
internal import Pages
internal import SVG

/// How many alerts there were.
struct BurdenSection {
    let figures: WardFigures

    private static let reasons = [Alert.Reason.networkRisk, .news2, .redParameter].map(\.rawValue)

    func markup(_ number: inout Int) -> Markup {
        var plots: [(String) -> ReportFigure] = [days]
        if figures.units.count > 1 { plots.append(units) }
        return ReportText.section(
            "What alerts asked of the ward", [sentence, ReportText.figures(ReportFigure.markup(plots, &number)), table])
    }

    private var sentence: Markup {
        let all = figures.all
        guard all.patients > 0 || all.alerts > 0 || all.technical > 0 else {
            return "<p>Nothing is on record of the period: no patients and no alerts.</p>"
        }
        let untold = ReportText.share(all.untold, of: all.alerts)
        let nobody =
            all.untold > 0 ? ", \(untold) told to nobody (over, or the period over, before quiet hours were)" : ""
        return """
            <p>Of \(ReportText.count(all.alerts, "clinical alert")): \
            \(ReportText.share(all.answers.told, of: all.alerts)) told to people\(nobody), \
            \(ReportText.share(all.shadow, of: all.alerts)) only recorded (shadow mode). Patients were in alarm for \
            \(all.hoursInAlarm.decimal(1)) h, \(all.alarmTimeShare.map { "\((100 * $0).decimal(2)) %" } ?? "–") of the \
            time for which they were watched. Technical alerts stand apart: \(all.technical.grouped).</p>
            <p>Patient-days and time in alarm begin with the admission or the first value of a patient, whichever came \
            later, and end with the discharge or, without one, the newest value: what nobody watched does not count.</p>
            """
    }

    /// The days of the period from the first to the last with anything.
    private var dayColumns: [ColumnPlot.Column] {
        let groups = Dictionary(grouping: figures.days, by: \.day)
        return groups.keys.sorted().map { day in
            let counts = Self.reasons.map { reason in
                Double((groups[day] ?? []).reduce(0) { $0 + ($1.reasons[reason] ?? 0) })
            }
            return ColumnPlot.Column(label: String(day.suffix(5)), parts: counts)
        }
    }

    private func days(id: String) -> ReportFigure {
        let title = "Alerts by day and reason"
        let names = Self.reasons.enumerated().map { (ReportText.reason($1), PlotStyle.model($0)) }
        let plot = ColumnPlot(names: names, columns: dayColumns, xTitle: "day", yTitle: "clinical alerts")
        guard !plot.isEmpty else {
            return ReportFigure(
                title: title, caption: "", content: .missing("Not drawn: no clinical alert was raised in the period."))
        }
        let (svg, height) = plot.picture()
        let rows = figures.days.map { day in
            [day.day, ReportText.unitName(day.unit), day.patientDays.decimal(2), String(day.alerts)]
                + Self.reasons.map { String(day.reasons[$0] ?? 0) } + [day.alertsPer100PatientDays?.decimal(1) ?? "–"]
        }
        return ReportFigure(
            title: title,
            caption: """
                Clinical alerts by the day on which they were raised and by what asked first, those of shadow mode \
                included; further reasons of one alert are not counted again. Days without patients and alerts are \
                left out.
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description: ReportText.count(figures.all.alerts, "alert") + " on "
                        + ReportText.count(plot.columns.count, "day") + ".", id: id),
                numbers: [
                    ReportFigure.numbers(
                        title,
                        ["day", "unit", "patient-days", "alerts"] + Self.reasons.map(ReportText.reason)
                            + ["per 100 patient-days"], rows, words: [0, 1])
                ]))
    }

    private func units(id: String) -> ReportFigure {
        let title = "Alerts for 100 patient-days by unit"
        let bars = figures.units.prefix(30).map { unit in
            BarPlot.Bar(
                label: ReportText.unitName(unit.unit ?? ""), note: "\(unit.alerts)",
                value: unit.alertsPer100PatientDays, text: unit.alertsPer100PatientDays?.decimal(1) ?? "–")
        }
        let plot = BarPlot(
            bars: Array(bars), title: "alerts per 100 patient-days", style: .model(0),
            reference: figures.all.alertsPer100PatientDays)
        let (svg, height) = plot.picture()
        return ReportFigure(
            title: title,
            caption: """
                Clinical alerts where they were raised, against the time that patients spent there. In grey the number \
                of alerts; dashed: all units.\
                \(figures.units.count > 30 ? " The thirty units with most patient-days." : "")
                """,
            content: .picture(
                svg: svg.inline(
                    width: PlotFrame.width, height: height, title: title,
                    description: "Alerts for 100 patient-days of \(ReportText.count(bars.count, "unit")).", id: id),
                numbers: [
                    ReportFigure.numbers(
                        title, ["unit", "patient-days", "alerts", "per 100 patient-days"],
                        figures.units.map {
                            [
                                ReportText.unitName($0.unit ?? ""), $0.patientDays.decimal(2), String($0.alerts),
                                $0.alertsPer100PatientDays?.decimal(2) ?? "–",
                            ]
                        }, words: [0])
                ]))
    }

    private var table: Markup {
        let rows = (figures.units + [figures.all]).map { unit -> [Markup] in
            [
                unit.unit.map(ReportText.unit) ?? "<b>all</b>", "\(unit.patients.grouped)",
                "\(unit.patientDays.decimal(1))", "\(unit.alerts.grouped)",
                "\(unit.alertsPer100PatientDays?.decimal(1) ?? "–")",
                "\(ReportText.share(unit.shadow, of: unit.alerts))", "\(ReportText.share(unit.quiet, of: unit.alerts))",
                "\(unit.hoursInAlarm.decimal(1))", "\(unit.technical.grouped)",
            ]
        }
        return Markup.table(
            [
                "unit", "patients", "patient-days", "clinical alerts", "per 100 patient-days", "shadow mode",
                "quiet hours", "hours in alarm", "technical alerts",
            ], rows, style: "counts")
    }
}
