import Foundation
import Pages
import Testing

@testable import Training

/// What is drawn, mapped back, is what was measured.
struct ReportPlotTests {
    private static let scorers = ScoredReport.scorers
    private let page = PageReader(ScoredReport.page(scorers, isCompared: true))

    /// The curves of a picture in the order of the scorers.
    private func curves(_ title: String, _ style: String = "curve") -> [PageReader.Element] {
        page.picture(title).filter { $0.name == "polyline" && $0.attributes["class"] == style }.reversed()
    }

    private func expect(
        _ element: PageReader.Element, equals points: [EvaluationCurves.Point], in frame: PlotFrame,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(element.points.count == points.count && !points.isEmpty, sourceLocation: sourceLocation)
        // A hundredth of a unit of the picture.
        let (dx, dy) = (
            0.011 / (frame.right - frame.left) * (frame.x.range.upperBound - frame.x.range.lowerBound),
            0.011 / (frame.bottom - frame.top) * (frame.y.range.upperBound - frame.y.range.lowerBound)
        )
        for (place, point) in zip(element.points, points) {
            let drawn = frame.point(place)
            #expect(abs(drawn.x - point.x) <= dx && abs(drawn.y - point.y) <= dy, sourceLocation: sourceLocation)
        }
    }

    @Test func `ROC, precision and recall are the curves of the figures`() throws {
        let all = [0, 1, 2].map { Self.scorers[$0].figures.curves }.compactMap { $0 }
        let roc = curves("Receiver operating characteristic")
        #expect(roc.count == 3)
        for (element, curve) in zip(roc, all) { expect(element, equals: curve.roc, in: ROCPlot.frame) }
        let frame = PrecisionRecallPlot.frame(all.map(\.precisionRecall))
        let precision = curves("Precision and recall")
        #expect(precision.count == 3)
        for (element, curve) in zip(precision, all) { expect(element, equals: curve.precisionRecall, in: frame) }
    }

    @Test func `reliability and decision curves are those of the models alone`() throws {
        let all = [0, 1].map { Self.scorers[$0].figures.curves }.compactMap { $0 }
        let calibration = curves("Reliability", "calibration")
        #expect(calibration.count == 2)
        for (element, curve) in zip(calibration, all) {
            expect(
                element, equals: curve.calibration.map { .init(x: $0.predicted, y: $0.observed) },
                in: ReliabilityPlot.frame(all))
        }
        let decision = curves("Decision curve")
        #expect(decision.count == 2)
        let frame = DecisionPlot.frame(all.map(\.decision))
        for (element, curve) in zip(decision, all) {
            expect(element, equals: curve.decision.map { .init(x: $0.threshold, y: $0.netBenefit) }, in: frame)
        }
        let always = try #require(curves("Decision curve", "all").first)
        expect(always, equals: all[0].decision.map { .init(x: $0.threshold, y: $0.netBenefitOfAll) }, in: frame)
    }

    @Test func `the lead time ends at the sensitivity of the alerts and passes the median`() throws {
        for scorer in Self.scorers {
            let alerts = try #require(scorer.figures.alerts)
            let curve = LeadTimePlot.curve(alerts)
            let end = try #require(curve.last)
            #expect(end.x == 0 && end.y == alerts.alertSensitivity)
            #expect(curve.first == .init(x: 24, y: 0))
            let median = try #require(alerts.leadTime50)
            let shares = LeadTimePlot.shares(alerts)
            #expect(shares == shares.sorted(by: >))
            // Half of the caught events were warned of by the hour of the median.
            #expect(shares[Int(median)] >= end.y / 2 && (Int(median) == 23 || shares[Int(median) + 1] <= end.y / 2))
        }
        #expect(curves("Lead time").count == 4)
    }

    @Test func `alerts are drawn as the backtest has them, NEWS2 once, up to the most alerts`() throws {
        for (title, measure) in [
            ("Sensitivity and number", EvaluationMeasure.alertSensitivity),
            ("PPV and number", .alertPositivePredictiveValue),
        ] {
            let section = try #require(ReportSection(Self.scorers))
            let plot = AlertBudgetPlot(section: section, measure: measure)
            let drawn = curves(title)
            #expect(drawn.count == 3)
            for (element, scorer) in zip(drawn, Self.scorers) {
                let backtest = try #require(scorer.figures.backtest)
                let points = plot.curve(backtest)
                #expect(points.count > 1 && points.count == element.points.count)
                #expect(points.map(\.x) == points.map(\.x).sorted())
                for point in points {
                    #expect(
                        backtest.rows.contains {
                            $0.figures.alertsPer100PatientDays == point.x && plot.value($0.figures) == point.y
                        })
                }
            }
        }
    }

    @Test func `a forest has a row for each subgroup with the ends of its interval`() throws {
        let section = try #require(ReportSection(Self.scorers))
        let plot = SubgroupPlot(section: section, measure: .auroc).plot
        let groups = Self.scorers[0].figures.subgroups
        #expect(plot.groups.flatMap(\.rows).count == groups.count + 1)
        #expect(plot.groups.map(\.heading) == ["", "Age (years)", "Sex", "Unit", "Hours since admission"])
        let frame = PlotFrame(x: plot.axis, y: PlotAxis("", 0...1), left: 150, right: 296)
        let intervals = page.picture("AUROC in subgroups").filter { $0.attributes["class"] == "interval" }
        let expected = plot.groups.flatMap { $0.rows.flatMap { $0.estimates.compactMap { $0?.interval } } }
        #expect(intervals.count == expected.count && expected.count > 20)
        for (element, interval) in zip(intervals, expected) {
            let drawn = element.points.map { frame.point($0).x }
            for (end, value) in zip(drawn, [interval.low, interval.high]) {
                let shown = min(max(value, plot.axis.range.lowerBound), plot.axis.range.upperBound)
                #expect(abs(end - shown) < 1e-3)
            }
        }
    }

    @Test func `differences are drawn with the intervals of the same draws`() throws {
        let differences = Self.scorers[0].figures.against(Self.scorers[1].figures)
        let text = page.picture("Differences").filter { $0.name == "text" }.map(\.text)
        for measure in [EvaluationMeasure.auroc, .alertSensitivity, .normalizedUtility] {
            let difference = try #require(differences.differences[measure])
            #expect(
                text.contains(difference.text(3)) || text.contains { $0.hasPrefix(difference.value.decimal(3) + " (") })
        }
        let subgroups = page.picture("Difference in AUROC").filter { $0.attributes["class"] == "interval" }
        #expect(subgroups.count == differences.subgroups.count { $0.differences[.auroc]?.interval != nil })
    }

    @Test func `the histogram counts every step once`() throws {
        let figures = Self.scorers[0].figures
        let curves = try #require(figures.curves)
        #expect(curves.histogram.reduce(0, +) == figures.steps)
        for end in [0.05, 0.3, 1] {
            let (shares, width) = ReliabilityPlot.histogram(curves.histogram, end: end)
            #expect(shares.count <= 80 && Double(shares.count) * width >= end - 1e-12)
            let counted = curves.histogram.prefix(Int((Double(shares.count) * width * 200).rounded())).reduce(0, +)
            #expect(abs(shares.reduce(0, +) - Double(counted) / Double(figures.steps)) < 1e-12)
        }
        let edges = EvaluationCurves(
            scores: [0, 0.0049, 0.005, 1, 0.9999], labels: [true, false, true, false, true], isProbability: true)
        #expect(edges.histogram[0] == 2 && edges.histogram[1] == 1 && edges.histogram[199] == 2)
        #expect(EvaluationCurves(scores: [3], labels: [true], isProbability: false).histogram.isEmpty)
    }
}
