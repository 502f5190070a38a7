import ClinicalDomain
import Foundation

/// The evidence of a score in words that a nurse reads.
struct EvidenceStory {
    private let evidence: AlertEvidence
    private let comparators: ComparatorScores?

    init(_ evidence: AlertEvidence, comparators: ComparatorScores? = nil) {
        (self.evidence, self.comparators) = (evidence, comparators)
    }

    var text: String {
        let comparison = comparators.map { ["for comparison: \($0.text)", ""] } ?? []
        return (risk + news2 + comparison + values + ["", "Research software, not a medical device."])
            .joined(separator: "\n")
    }

    private var risk: [String] {
        guard let risk = evidence.risk else { return ["no network model was in use", ""] }
        let percent = (risk.probability * 100).formatted(1)
        var lines = [
            "network risk \(percent) %  (threshold \((risk.threshold * 100).formatted(1)) %, model \(risk.model))"
        ]
        let strongest = evidence.contributions.prefix(5).filter { abs($0.logOdds) >= 0.01 }
        if !strongest.isEmpty {
            lines.append("what moved it most (log-odds above those of average values):")
        }
        for contribution in strongest {
            let sign = contribution.logOdds >= 0 ? "+" : "-"
            let amount = "\(sign)\(abs(contribution.logOdds).formatted(2))".padding(
                toLength: 7, withPad: " ", startingAt: 0)
            lines.append(
                "  \(amount) \(contribution.words ?? "\(display(contribution.channel)) \(trend(contribution))")")
        }
        if let change = evidence.nearestChange { lines.append("to clear: \(change.words)") }
        return lines + [""]
    }

    private func trend(_ contribution: AlertEvidence.Contribution) -> String {
        guard let now = contribution.now else { return "" }
        guard let before = contribution.before, let hours = contribution.overHours else { return now.short }
        let verb = now > before ? "rising" : now < before ? "falling" : "steady"
        return verb == "steady"
            ? "steady at \(now.short)" : "\(verb) \(before.short) -> \(now.short) over \(hours.short) h"
    }

    private var news2: [String] {
        if let refusal = evidence.news2Refusal { return [refusal, ""] }
        guard let news2 = evidence.news2 else { return ["NEWS2 not known", ""] }
        let points = NEWS2.Parameter.allCases.map { parameter in
            "\(parameter.rawValue) \(news2.points[parameter].map(String.init) ?? "?")"
        }
        let total = news2.isPartial ? "at least \(news2.total) (partial)" : "\(news2.total)"
        return ["NEWS2 \(total): " + points.joined(separator: ", "), ""]
    }

    private var values: [String] {
        let rows = evidence.values.map { value in
            [display(value.channel), value.value.short, value.unit, "\(Int(value.ageMinutes.rounded())) min old"]
        }
        return ["values in force at \(evidence.effective):", Listing.table(["channel", "value", "unit", "age"], rows)]
    }

    private func display(_ channel: ChannelID) -> String { ChannelTable.standard[channel]?.display ?? channel.rawValue }
}
