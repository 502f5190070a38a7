import ClinicalDomain
import Foundation

/// An alert and its evidence in words that a nurse reads.
struct AlertStory {
    private let alert: AlertRow
    private let evidence: AlertEvidence?

    init(_ alert: AlertRow, _ evidence: AlertEvidence?) { (self.alert, self.evidence) = (alert, evidence) }

    /// Who it is about and where: `patient 4711  visit 5  W1 03`, without what is not known.
    static func heading(patient: String, visit: String, unit: String = "", bed: String = "") -> String {
        let place = [unit, bed].filter { !$0.isEmpty }.joined(separator: " ")
        let parts = ["patient \(patient)", visit.isEmpty ? "" : "visit \(visit)", place]
        return Terminal.printable(parts.filter { !$0.isEmpty }.joined(separator: "  "))
    }

    var text: String {
        var lines = [
            "alert \(alert.id)  \(alert.reasons.map(\.rawValue).joined(separator: " "))  \(alert.state.rawValue)"
                + "  raised \(alert.raised)" + (alert.isShadow ? "  (shadow: nobody was alerted)" : "")
        ]
        if !alert.patient.isEmpty {
            lines.append(
                Self.heading(patient: alert.patient, visit: alert.visit, unit: alert.unit, bed: alert.bed))
        }
        if !alert.subject.isEmpty { lines.append("about \(Terminal.printable(alert.subject))") }
        if alert.presentations > 1 || alert.tier > 1 {
            lines.append("asked \(alert.presentations) times, last at \(alert.presented), now at tier \(alert.tier)")
        }
        if let until = alert.snoozedUntil { lines.append("put off until \(until)") }
        if let by = alert.acknowledgedBy, let at = alert.acknowledged { lines.append("acknowledged by \(by) at \(at)") }
        if let cleared = alert.cleared {
            lines.append("cleared \(cleared)" + (alert.clearing.map { " (\($0.rawValue))" } ?? ""))
        }
        if let evidence { lines += ["", EvidenceStory(evidence).text] }
        return lines.joined(separator: "\n")
    }
}
