import ClinicalDomain
import Foundation

/// An alert and its evidence in words that a nurse reads.
struct AlertStory {
    private let alert: AlertRow
    private let evidence: AlertEvidence

    init(_ alert: AlertRow, _ evidence: AlertEvidence) { (self.alert, self.evidence) = (alert, evidence) }

    var text: String {
        var lines = [
            "alert \(alert.id)  \(alert.reason.rawValue)  \(alert.state.rawValue)  raised \(alert.raised)",
            "patient \(alert.patient)  visit \(alert.visit)  \(alert.unit) \(alert.bed)".trimmingTrailingSpaces(),
        ]
        if let by = alert.acknowledgedBy, let at = alert.acknowledged { lines.append("acknowledged by \(by) at \(at)") }
        if let cleared = alert.cleared { lines.append("cleared \(cleared)") }
        return (lines + ["", EvidenceStory(evidence).text]).joined(separator: "\n")
    }
}
