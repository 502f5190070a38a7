import ClinicalDomain
import Foundation
import Pages
import Scoring
import Testing

@testable import Training

struct EvaluationReportTests {
    @Test func `the page is well-formed and needs nothing from elsewhere`() throws {
        let text = ScoredReport.page(ScoredReport.scorers, isCompared: true)
        let page = PageReader(text)
        #expect(page.isWellFormed && page.elements.first?.name == "html")
        #expect(page.all("script").isEmpty && page.all("link").isEmpty && page.all("img").isEmpty)
        let addresses = page.elements.flatMap { $0.attributes.filter { $0.value.contains("//") } }
        #expect(addresses.allSatisfy { $0.key == "xmlns" })
        #expect(!text.contains("@import") && !text.contains("url(h"))
        #expect(page.elements.allSatisfy { element in element.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    }

    @Test func `every picture has a title, a description and its numbers, and no name is used twice`() {
        let page = PageReader(ScoredReport.page(ScoredReport.scorers, isCompared: true))
        let figures = page.all("figure")
        #expect(figures.count == 13 && page.all("svg").count == 13 && page.all("details").count == 13)
        let names = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(names).count == names.count)
        for svg in page.all("svg") {
            let labels = (svg.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
            #expect(labels.count == 2)
            for label in labels {
                let element = page.elements.first { $0.attributes["id"] == label }
                #expect(element.map { ["title", "desc"].contains($0.name) && !$0.text.isEmpty } == true)
            }
        }
        for (number, figure) in figures.enumerated() { #expect(figure.text.contains("Figure \(number + 1). ")) }
    }

    @Test func `the head says what was measured, on whom, and that this is no medical device`() {
        let page = PageReader(ScoredReport.page(ScoredReport.scorers, isCompared: true))
        let head = page.all("header").first?.text ?? ""
        for words in [
            "Evaluation of good-1 against bad-1", "sepsis within 6 h", "research software and not a medical device",
            "not seen in any training", "1970-01-01 to 1971-02-05", "ab12", "wardwatch 0.0.0", "100 / 20 / 30",
            "40 draws",
        ] {
            #expect(head.contains(words), "\(words)")
        }
    }

    @Test(arguments: [
        "</title><script>alert(1)</script>", "\"' onload=\"x\" &amp; <b>", "a\u{0}\u{8}b\u{FFFE}\u{202E}",
        "]]> <!-- x", String(repeating: "very-long-name-", count: 40), "",
    ])
    func `names from data stay text`(name: String) {
        var stays = ScoredWard.stays(patients: 120, seed: 6, noise: 0.7)
        stays = stays.map { stay in
            ScoredStay(
                labels: stay.labels, scores: stay.scores, hours: stay.hours, firstEvent: stay.firstEvent,
                patient: stay.patient, age: stay.age, sex: stay.sex, unit: stay.unit == "A" ? name : "B" + name)
        }
        let outcome = OutcomeDefinition(name: name, events: ["sepsis"], horizonHours: 6)
        var scorer = ScoredReport.model(name, ScoredReport.figures(stays, draws: 3), outcome: outcome, digest: name)
        scorer.network = name
        let text = ScoredReport.page([scorer, scorer], isCompared: true)
        let page = PageReader(text)
        #expect(page.isWellFormed && page.all("script").isEmpty && page.all("b").allSatisfy { $0.text != "" })
        #expect(page.elements.allSatisfy { $0.attributes["onload"] == nil })
        // What a reader sees is the name, but for what XML does not know.
        let kept = String(name.unicodeScalars.map { $0.value < 32 || $0.value == 0xFFFE ? "\u{FFFD}" : Character($0) })
        #expect(page.all("bdi").allSatisfy { $0.text == kept })
    }

    @Test func `the same figures give the same bytes`() {
        let page = ScoredReport.page(ScoredReport.scorers, isCompared: true)
        #expect(page == ScoredReport.page(ScoredReport.scorers, isCompared: true))
    }

    @Test func `the table has every measure of every scorer with its interval, and the differences`() throws {
        let scorers = ScoredReport.scorers
        let page = PageReader(ScoredReport.page(scorers, isCompared: true))
        let tables = page.elements.indices.filter { page.elements[$0].attributes["class"] == "measures" }
        let table = try #require(tables.last)
        let rows = page.elements.filter { $0.name == "tr" && $0.parents.contains(table) }.map(\.text)
        let differences = scorers[0].figures.against(scorers[1].figures).differences
        for measure in scorers[0].figures.values.keys {
            let words = measure.words
            let row = try #require(rows.first { $0.hasPrefix(words.name + words.meaning) }, "\(measure)")
            for scorer in scorers {
                guard let value = scorer.figures.values[measure] else { continue }
                #expect(row.contains(value.decimal(words.digits)), "\(measure)")
                let interval = try #require(scorer.figures.intervals[measure])
                #expect(row.contains(interval.text(words.digits)), "\(measure)")
            }
            let difference = try #require(differences[measure])
            #expect(
                row.hasSuffix(difference.value.decimal(words.digits) + (difference.interval?.text(words.digits) ?? "")))
        }
    }

    @Test func `outcomes have sections of their own, numbered on`() {
        let scorers = ScoredReport.scorers
        let other = ScoredReport.model("other-1", scorers[0].figures, outcome: .deterioration)
        let page = PageReader(ScoredReport.page([scorers[0], other, scorers[2]]))
        #expect(page.isWellFormed)
        let headings = page.all("h2").map(\.text)
        #expect(headings == ["sepsis within 6 h", "deterioration within 12 h", "What these figures do not say"])
        let captions = page.all("figcaption").map(\.text)
        #expect(captions.indices.allSatisfy { captions[$0].hasPrefix("Figure \($0 + 1). ") })
        #expect(page.all("main").first?.text.contains("Table 4.") == true)
    }

    // MARK: - What is missing

    private func missing(_ scorers: [EvaluatedScorer], isCompared: Bool = false) -> (page: PageReader, text: [String]) {
        let page = PageReader(ScoredReport.page(scorers, isCompared: isCompared))
        #expect(page.isWellFormed)
        return (page, page.elements.filter { $0.attributes["class"] == "missing" }.map(\.text))
    }

    @Test func `fewer than ten outcomes are a sentence instead of pictures`() {
        let stays = ScoredWard.stays(patients: 20, seed: 3).map { stay in
            stay.hasOutcome && stay.patient != "P1"
                ? ScoredStay(labels: stay.labels.map { _ in false }, scores: stay.scores, hours: stay.hours) : stay
        }
        let (page, text) = missing([ScoredReport.model("m", ScoredReport.figures(stays, draws: 3))])
        #expect(page.all("svg").isEmpty && text.count == 11)
        #expect(text.allSatisfy { $0.contains("fewer than 10") || $0.contains("no event") })
    }

    @Test func `no replay of alerts, no probabilities, no utility and no draws are said in words`() {
        var figures = ScoredReport.figures(
            ScoredWard.stays(patients: 200, seed: 4), isProbability: false, hasUtility: false, draws: 0)
        (figures.alerts, figures.backtest) = (nil, nil)
        let (page, text) = missing([ScoredReport.model("m", figures)])
        #expect(text.filter { $0.contains("no scorer gives probabilities") }.count == 2)
        #expect(text.filter { $0.contains("alerts were not replayed") }.count == 3)
        let main = page.all("main").first?.text ?? ""
        #expect(main.contains("defined for sepsis within 6 h alone") && main.contains("There are no intervals"))
        #expect(main.contains("There are no measures of alerts"))
        #expect(page.all("svg").count == 3)
    }

    @Test func `without subgroups and curves, and with an alarm that never rings, the rest is there`() {
        let stays = ScoredWard.stays(patients: 200, seed: 4)
        var options = EvaluationOptions()
        (options.policy, options.alertThreshold, options.hasCurves) = (AlertPolicy(), 1.5, true)
        let silent = EvaluationFigures(
            scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
        let (_, text) = missing([ScoredReport.model("m", silent)])
        #expect(text.contains { $0.contains("no alert came in the 24 h before") })
        #expect(text.contains { $0.contains("subgroups were not asked for") })
        let plain = EvaluationFigures(scored: stays, threshold: 0.3, isProbability: true, hasUtility: true)
        let (page, _) = missing([ScoredReport.model("m", plain)])
        #expect(page.all("svg").isEmpty)
    }

    @Test func `nothing at all, one scorer beside none, and scores that are no numbers are pages too`() {
        #expect(missing([]).page.all("h1").first?.text == "Evaluation of NEWS2")
        let none = ScoredReport.figures([], draws: 3)
        #expect(
            missing([ScoredReport.model("m", none), ScoredReport.model("n", none)], isCompared: true).text.count > 5)
        #expect(missing([ScoredReport.model("m", none)], isCompared: true).page.isWellFormed)
        let stays = ScoredWard.stays(patients: 60, seed: 9).map { stay in
            ScoredStay(
                labels: stay.labels, scores: stay.scores.map { $0 > 0.2 ? .nan : $0 }, hours: stay.hours,
                firstEvent: stay.firstEvent, patient: stay.patient, age: stay.age, sex: stay.sex)
        }
        let page = ScoredReport.page([ScoredReport.model("m", ScoredReport.figures(stays, draws: 3))])
        #expect(PageReader(page).isWellFormed && !page.contains("nan") && !page.contains("inf,"))
    }
}
