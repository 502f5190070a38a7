import ClinicalDomain
import Scoring

/// Other early warning scores of the vital signs in force, beside NEWS2; nil where nothing is known.
struct ComparatorScores: Encodable {
    /// A score with whether a parameter of it is missing, which makes it "at least".
    struct Points: Encodable {
        let total: Int
        let isPartial: Bool
    }

    let mews: Points?
    let qsofa: Points?
    let sirs: Points?
    /// Heart rate divided by systolic pressure.
    let shockIndex: Double?

    init(_ scorer: PatientScorer) {
        let vitalSigns = scorer.vitalSignsInForce
        mews = MEWS(vitalSigns).map { Points(total: $0.total, isPartial: $0.isPartial) }
        qsofa = QSOFA(vitalSigns).map { Points(total: $0.total, isPartial: $0.isPartial) }
        sirs = SIRS(vitalSigns).map { Points(total: $0.total, isPartial: $0.isPartial) }
        shockIndex = ShockIndex(vitalSigns)?.value
    }

    /// One line for people.
    var text: String {
        let points = [("MEWS", mews), ("qSOFA", qsofa), ("SIRS", sirs)].map { name, points in
            "\(name) \(points.map { ($0.isPartial ? ">=" : "") + String($0.total) } ?? "?")"
        }
        return (points + ["shock index \(shockIndex?.formatted(2) ?? "?")"]).joined(separator: ", ")
    }
}
