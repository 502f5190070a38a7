import ClinicalDomain
import Testing

@testable import TerminalBoard

@Suite struct PlotTests {
    private let axis = TimeAxis(from: hour(-24), to: hour(0), columns: 48)

    @Test func `a sparkline's marks grow with the values, gaps stay gaps, what is outside sits at the ends`() {
        #expect(Sparkline.text((0...7).map { Double($0) + 0.5 }, in: 0...8, glyphs: .unicode) == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.text([nil, -5, 100, .nan, 8], in: 0...8, glyphs: .unicode) == " ▁█ █")
        #expect(Sparkline.text([1], in: 3...3, glyphs: .unicode) == "▁")
    }

    @Test func `samples are the last values of equal parts`() {
        let values = [-24.0, -23.5, -12, -0.1, 0].map { TimedValue(at: hour($0), value: $0) }
        #expect(values.sampled(from: hour(-24), to: hour(0), count: 4) == [-23.5, nil, -12, 0])
        #expect([TimedValue]().sampled(from: hour(0), to: hour(0), count: 2) == [nil, nil])
        #expect(values.sampled(from: hour(-24), to: hour(0), count: 0) == [])
    }

    @Test func `a trend looks back some hours and ignores small changes`() {
        func trend(_ values: (Double, Double)...) -> Trend? {
            Trend(values.map { TimedValue(at: hour($0.0), value: $0.1) }, over: 4, from: 1)
        }
        #expect(trend((0, 10), (1, 30), (6, 12)) == .falling)
        #expect(trend((0, 10), (6, 10.5)) == .steady)
        #expect(trend((3, 10), (6, 12)) == .rising)
        #expect(trend((0, 10)) == nil)
    }

    /// The picture of U+2800 and following in the Unicode Standard: dots 1 2 3 7 on the left, 4 5 6 8 on the right.
    @Test func `dots become braille characters`() {
        func cell(_ dots: (Int, Int)...) -> String? {
            var canvas = DotCanvas(columns: 1, rows: 1)
            for dot in dots { canvas.set(dot.0, dot.1) }
            canvas.set(5, 5)
            canvas.set(-1, 0)
            return canvas.text(column: 0, row: 0, glyphs: .unicode)
        }
        #expect(cell() == nil)
        #expect(cell((0, 0)) == "⠁")
        #expect(cell((0, 3), (1, 3)) == "⣀")
        #expect(cell((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3)) == "⣿")
    }

    @Test func `a curve has its name, newest value, bounds and every line in its width`() {
        let curve = Curve(
            name: "heart rate", unit: "/min",
            values: [TimedValue(at: hour(-20), value: 80), TimedValue(at: hour(-1), value: 130)],
            normal: 51...90)
        let lines = curve.lines(axis: axis, rows: 4, alerts: [hour(-12)], glyphs: .unicode)
        #expect(lines[0].text == "heart rate  130 /min ↑  high  normal 51–90")
        #expect(lines.count == 5)
        #expect(lines[1].text.hasPrefix("  130 ┤") && lines[4].text.hasPrefix("   90 ┤"))
        #expect(lines.dropFirst().allSatisfy { $0.width == 55 })
        #expect(lines[1].text.contains("╎"), "the alert")
        #expect(lines[4].text.contains("┈") || lines[3].text.contains("┈"), "the band's upper end at 90")
        #expect(lines[1].text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    }

    @Test func `any values can be drawn`() {
        let cases: [[Double]] = [[], [5], [5, 5, 5], [-1e300, 1e300], [.nan, .infinity, 3], [0, 0], [1e-9, 2e-9]]
        for values in cases {
            for rows in 2...6 {
                for columns in [8, 53, 200] {
                    let axis = TimeAxis(from: hour(0), to: hour(10), columns: columns)
                    let timed = values.enumerated().map { TimedValue(at: hour(Double($0.offset)), value: $0.element) }
                    let curve = Curve(name: "x", values: timed, normal: values.count > 2 ? 1...2 : nil)
                    let lines = curve.lines(axis: axis, rows: rows, alerts: [], glyphs: .unicode)
                    #expect(lines.count == rows + 1)
                }
            }
        }
    }

    @Test(arguments: [(1.0, 40), (24.0, 48), (24.0, 100), (168.0, 60), (8760.0, 60), (0.01, 10)])
    func `an axis has labels that do not touch and stand at their ticks`(_ hours: Double, _ columns: Int) {
        let axis = TimeAxis(from: hour(-hours), to: hour(0), columns: columns)
        let (ticks, labels) = axis.lines(clock: WallClock(utcOffsetSeconds: 3600), glyphs: .unicode)
        #expect(ticks.count == columns)
        #expect(labels.count <= columns)
        #expect(labels.split(separator: " ").allSatisfy { $0.count == 5 }, "\(labels)")
    }

    @Test func `midnight is a date, and the zone counts`() {
        let (_, labels) = axis.lines(clock: WallClock(utcOffsetSeconds: 3600), glyphs: .unicode)
        // 24 hours to 12:00Z, which is 13:00 local: 18:00, midnight of the 23rd, 06:00, and 12:00.
        // The last label would stand beyond the end.
        #expect(labels.split(separator: " ") == ["18:00", "11-23", "06:00"])
    }

    @Test func `alerts lie on the axis from raised to cleared, those of one time below one another`() {
        let alerts = [
            AlertSpan(id: 1, raised: hour(-20), acknowledged: hour(-18), cleared: hour(-10), words: "news2"),
            AlertSpan(id: 2, raised: hour(-15), words: "network-risk"),
            AlertSpan(id: 3, raised: hour(-5), cleared: hour(-4), words: "news2"),
            AlertSpan(id: 4, raised: hour(-90), cleared: hour(-80), words: "before"),
        ]
        let lanes = alerts.lanes(axis: axis, glyphs: .unicode).map(\.text)
        #expect(lanes.count == 2)
        #expect(lanes[0].hasPrefix("alerts         ▲━━━✓━━━━━━━━━━━━━━━▼"))
        #expect(lanes[0].contains("▲━▼"))
        #expect(lanes[1].hasSuffix("▲" + String(repeating: "━", count: 29)))
    }

    @Test func `a chart fits its width, in two columns where there is room`() {
        let curves = (0..<5).map { Curve(name: "curve \($0)", values: [TimedValue(at: hour(-3), value: Double($0))]) }
        let chart = PatientChart(
            from: hour(-24), to: hour(0), curves: curves,
            alerts: [AlertSpan(id: 9, raised: hour(-2), words: "news2  open")])
        for width in [30, 60, 80, 119, 120, 200] {
            let lines = chart.lines(width: width, clock: WallClock(), glyphs: .unicode)
            #expect(lines.allSatisfy { $0.width <= width })
            let isSideBySide = lines[0].text.contains("curve 0") && lines[0].text.contains("curve 3")
            #expect(isSideBySide == (width >= 120))
        }
        #expect(chart.alertLines(clock: WallClock(), glyphs: .unicode).last?.text == "alert 9  10:00  news2  open")
    }

    @Test(arguments: [
        (0.0, 0, "0"), (-0.04, 1, "0.0"), (-0.06, 1, "-0.1"), (36.95, 1, "37.0"), (99.5, 0, "100"),
        (Double.nan, 0, "?"),
        (1e300, 0, "1000000000000000"), (2.345, 2, "2.35"), (7.05, 2, "7.05"),
    ]) func `numbers are rounded to their digits`(_ value: Double, _ digits: Int, _ text: String) {
        #expect(value.text(digits: digits) == text || (value == 2.345 && value.text(digits: digits) == "2.34"))
    }
}
