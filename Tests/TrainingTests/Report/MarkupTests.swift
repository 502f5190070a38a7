import Pages
import Testing

@testable import Training

struct MarkupTests {
    @Test func `what is put in as text is escaped, what is markup is not`() {
        let name = "<b> & \"x\""
        let inner: Markup = "<i>\(name)</i>"
        #expect(inner.text == "<i>&lt;b&gt; &amp; &quot;x&quot;</i>")
        #expect(("<p>\(inner) \(3)</p>" as Markup).text == "<p>\(inner.text) 3</p>")
        #expect(("\([inner, inner])" as Markup).text == inner.text + "\n" + inner.text)
    }

    @Test func `numbers have a true minus, no negative zero, and grouped thousands`() {
        #expect((-0.0312).decimal(2) == "−0.03" && (-0.0004).decimal(2) == "0.00" && 0.5.decimal(0) == "0")
        #expect(Double.nan.decimal(2) == "–" && Double.infinity.decimal(2) == "–")
        #expect(7.grouped == "7" && 1_234.grouped == "1\u{2009}234" && 1_234_567.grouped == "1\u{2009}234\u{2009}567")
        #expect((-1_234).grouped == "−1\u{2009}234" && 999.grouped == "999")
        let estimate = Estimate(value: 0.75, interval: ConfidenceInterval(low: -0.5, high: 1))
        #expect(estimate.text(2) == "0.75 (−0.50 to 1.00)")
    }

    @Test func `models have colors of their own and then dashes, NEWS2 is grey`() {
        let styles = (0..<18).map(PlotStyle.model)
        #expect(Set(styles.map { $0.color + $0.dashes }).count == 18 && styles[0].dashes.isEmpty)
        #expect(styles.prefix(6).allSatisfy { $0.dashes.isEmpty } && Set(styles.prefix(6).map(\.color)).count == 6)
        let scorers = ScoredReport.scorers
        let given = PlotStyle.styles(scorers)
        #expect(given[0] == styles[0] && given[1] == styles[1] && given[2].color == given[3].color)
        #expect(given[2].dashes != given[3].dashes && given[2].isHollow != given[3].isHollow)
    }

    @Test func `letters are dark enough to read on white`() {
        /// Relative luminance of the Web Content Accessibility Guidelines.
        func luminance(_ color: String) -> Double {
            let digits = Int(color.dropFirst(), radix: 16) ?? 0
            let parts = [digits >> 16, digits >> 8 & 255, digits & 255].map { part -> Double in
                let value = Double(part) / 255
                return value <= 0.03928 ? value / 12.92 : Elementary.power((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        for style in (0..<6).map(PlotStyle.model) + [PlotStyle.baseline(0)] {
            #expect(1.05 / (luminance(style.ink) + 0.05) >= 4.5, "\(style.ink)")
        }
    }
}
