import ClinicalDomain
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct WardReportTests {
    private func page(_ record: WardRecord, withIdentifiers: Bool = false) -> String {
        WardReport(
            WardFigures(record, withIdentifiers: withIdentifiers), driftLimit: 0.1, build: "wardwatch test"
        ).text
    }

    private func isWellFormed(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

    @Test func `the page is well-formed and needs nothing outside itself`() {
        let text = page(sampleRecord())
        #expect(isWellFormed(text))
        for word in ["<script", "src=", "@import", "url(h", "href="] { #expect(!text.contains(word), "\(word)") }
        #expect(text.components(separatedBy: "<svg").count - 1 == 7, "a picture for each figure")
    }

    @Test func `the page shows the figures`() {
        let text = page(sampleRecord())
        for words in [
            "5, 41.7 per 100 patient-days", "4 of 5 clinical alerts can be judged", "25 % (5 to 70)", "1.25",
            "implausible 9, unknown-code 3", "10 (25 %) of 40", "same value again and again",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func `what was not judged stands at the figure`() {
        var record = sampleRecord()
        record.alerts[0].isOutcomeKnown = false
        let text = page(record)
        for words in [
            "3 of 5 clinical alerts can be judged", "Not judged: 1 of stays of which nobody told",
            "and 1 less than 24 hours",
            "33 % (6 to 79)",
        ] { #expect(text.components(separatedBy: words).count > 1, "\(words)") }
        #expect(text.components(separatedBy: "Not judged: 1 of").count == 3, "in the text and under the figure")
        for index in record.alerts.indices { record.alerts[index].isOutcomeKnown = false }
        #expect(page(record).contains("Not drawn: no alert of the period can be judged"))
    }

    @Test func `one of a thing is one thing`() {
        var record = sampleRecord()
        (record.alerts, record.events) = ([record.alerts[1]], [record.events[0]])
        let text = page(record)
        for words in [
            "1 of 1 clinical alert can", "period: 1 outcome event.", "Of 1 clinical alert: 1 (100 %) told",
            "1 alert on 6 days.",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(text.firstMatch(of: /[ >]1 [a-z ]*?(?:alerts|events|days|units|channels)\b/) == nil)
    }

    @Test func `words begin at the left, numbers end at the right`() {
        let text = page(sampleRecord(), withIdentifiers: true)
        for words in ["raised", "patient", "unit", "reasons", "end"] {
            #expect(text.contains("<th scope=\"col\" class=\"word\">\(words)</th>"), "\(words)")
        }
        #expect(text.contains("<th scope=\"col\">acknowledged after</th>"))
    }

    @Test func `nobody is named unless it is asked for`() {
        #expect(!page(sampleRecord()).contains("P-SECRET"))
        let named = page(sampleRecord(), withIdentifiers: true)
        #expect(named.contains("P-SECRET-1") && named.contains("P-SECRET-2") && isWellFormed(named))
    }

    @Test func `hostile names stay text`() {
        let hostile = "</title><script>alert('x')</script>&\"\u{1}]]>"
        var record = sampleRecord(unit: hostile, source: hostile)
        record.nights[0].reason = hostile
        record.nights[0].populationStability = [hostile: 0.2]
        record.events[0].name = hostile
        let figures = WardFigures(record, unit: hostile, withIdentifiers: true)
        for text in [page(record), WardReport(figures, driftLimit: 0.1, build: hostile).text] {
            #expect(isWellFormed(text) && !text.contains("<script"))
        }
    }

    @Test func `without anything there are sentences, and no plots`() {
        let text = page(WardRecord(since: hour(0), until: hour(168)))
        #expect(isWellFormed(text) && !text.contains("<svg"))
        for words in [
            "Nothing is on record", "told of no clinical alert", "This cannot be said",
            "No run of retraining had ended",
            "No technical alert", "No message was received", "no clinical alert was raised",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(isWellFormed(page(WardRecord(since: hour(0), until: hour(0)), withIdentifiers: true)))
    }

    @Test func `the same figures give the same bytes`() {
        #expect(page(sampleRecord()) == page(sampleRecord()))
    }
}
