internal import ClinicalDomain
internal import Pages

/// Figures of the wards as one page that can be read, printed, mailed and kept.
///
/// The page has no script, no address and no clock: the same figures give the same bytes. Everything that comes from
/// data is escaped. It names patients only where the figures do.
public struct WardReport: Sendable {
    /// The figures.
    public var figures: WardFigures
    /// The site's clock.
    public var time: SiteTime
    /// A population stability index that is still small.
    public var driftLimit: Double
    /// Name and version of the program.
    public var build: String

    /// A report of its parts.
    public init(_ figures: WardFigures, time: SiteTime = .utc, driftLimit: Double, build: String) {
        (self.figures, self.time, self.driftLimit, self.build) = (figures, time, driftLimit, build)
    }

    /// The page.
    public var text: String {
        var number = 0
        let burden = BurdenSection(figures: figures).markup(&number)
        let answers = AnswerSection(figures: figures).markup(&number)
        let rightness = RightnessSection(figures: figures).markup(&number)
        let models = ModelSection(figures: figures, time: time, driftLimit: driftLimit).markup(&number)
        let data = DataSection(figures: figures, time: time).markup
        let sections = [burden, answers, rightness, models, data] + (namedAlerts.map { [$0] } ?? []) + [limits]
        return Page(title: title, build: build, header: header, sections: sections).text
    }

    private var title: String { figures.unit.map { "Ward report: \($0)" } ?? "Ward report" }

    private var header: Markup {
        let all = figures.all
        let facts: [(String, String)] = [
            ("Period", "\(time.text(figures.since)) to \(time.text(figures.until)) (\(figures.timeZone))"),
            ("Units", figures.unit ?? "all, \(figures.units.count)"),
            ("Patients", "\(all.patients.grouped), \(all.patientDays.decimal(1)) patient-days"),
            (
                "Alerts",
                "\(all.alerts.grouped), \(all.alertsPer100PatientDays?.decimal(1) ?? "–") per 100 patient-days"
            ),
            ("Identifiers", figures.alerts == nil ? "no patient is named on this page" : "patients are named below"),
            ("Program", build),
        ]
        return """
            <header>
            <h1><bdi>\(title)</bdi></h1>
            <p class="lead">What alerts asked of the ward, what became of them, whether they were right, and what the \
            data were like.</p>
            <p class="notice">This is research software and not a medical device.</p>
            <dl>
            \(facts.map { "<dt>\($0)</dt><dd><bdi>\($1)</bdi></dd>" as Markup })
            </dl>
            </header>
            """
    }

    /// At most so many alerts are listed on the page.
    private static let listLimit = 500

    private var namedAlerts: Markup? {
        figures.alerts.map { alerts in
            guard !alerts.isEmpty else {
                return ReportText.section("The alerts", ["<p>No alert was raised in the period.</p>"])
            }
            let rows = alerts.suffix(Self.listLimit).reversed().map { alert -> [Markup] in
                [
                    "\(String(alert.id))",
                    "<span class=\"date\">\(time.text(alert.raised))</span>",
                    "<bdi>\(alert.patient)</bdi>",
                    ReportText.unit(alert.unit), "\(alert.reasons.map(ReportText.reason).joined(separator: ", "))",
                    "\(alert.isShadow ? "shadow" : String(alert.tier))",
                    "\(alert.acknowledgementMinutes.map(ReportText.minutes) ?? "–")",
                    "\(alert.clearing ?? (alert.cleared == nil ? "in force" : "–"))",
                ]
            }
            let cut =
                alerts.count > Self.listLimit
                ? "The newest \(Self.listLimit) of \(alerts.count); --format json has all." : ""
            return ReportText.section(
                "The alerts",
                [
                    "<p>Newest first. \(cut)</p>",
                    Markup.table(
                        ["alert", "raised", "patient", "unit", "reasons", "tier", "acknowledged after", "end"], rows,
                        words: [1, 2, 3, 4, 7]),
                ])
        }
    }

    private var limits: Markup {
        ReportText.section(
            "What these figures do not say",
            [
                """
                <p>Alerts change care, so what would have happened without them is unknown: an alert that was acted on \
                in time may count as wrong here. Outcomes are those on record, which may be late or missing. \
                Intervals take alerts for independent of one another, although several may concern one patient, and \
                are therefore too narrow where few patients have many. Times of acknowledgement are those of alerts \
                that were acknowledged; alerts that nobody answered have none. Who told of one outcome event is taken \
                to tell of all: an alert counts as wrong where such a sender told of the stay and of no event. Days \
                and hours are those of the site's clock.</p>
                """
            ])
    }
}
