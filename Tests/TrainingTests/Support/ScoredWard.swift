import ClinicalDomain
import RecurrentNetworks

@testable import Training

/// Simulated stays with scores that say something about their outcome.
enum ScoredWard {
    /// Stays of 12 to 60 hours of patients with one or two of them; about one in four has the event.
    ///
    /// - Parameters:
    ///   - noise: how much of the scores says nothing.
    ///   - coarse: whether scores are rounded to tenths, so that many are equal.
    static func stays(patients: Int, seed: UInt64, noise: Double = 1, coarse: Bool = false) -> [ScoredStay] {
        var generator = CounterBasedGenerator(seed: seed)
        return (0..<patients).flatMap { patient -> [ScoredStay] in
            let age = 30 + 60 * generator.uniform()
            let sex: Sex = generator.uniform() < 0.5 ? .female : .male
            return (0..<(patient % 5 == 0 ? 2 : 1)).map { _ in
                let hours = 12 + Int(48 * generator.uniform())
                let event = generator.uniform() < 0.25 ? Double(hours) * (0.3 + 0.7 * generator.uniform()) : nil
                let frailty = generator.normal()
                let labels = (0..<hours).map { hour -> Bool? in
                    guard let event else { return false }
                    return Double(hour) > event + 3 ? nil : event - Double(hour) <= 6
                }
                let scores = labels.map { label -> Double in
                    let logit = -2.5 + (label == false ? 0 : 2) + noise * (0.6 * frailty + generator.normal())
                    let score = Elementary.sigmoid(logit)
                    return coarse ? (score * 10).rounded() / 10 : score
                }
                return ScoredStay(
                    labels: labels, scores: scores, hours: (0..<hours).map { Double($0) + 1 }, firstEvent: event,
                    patient: "P\(patient)", age: age, sex: sex, unit: patient % 3 == 0 ? "A" : "B")
            }
        }
    }
}

extension [ScoredStay] {
    /// The steps that were asked about.
    var asked: (scores: [Double], labels: [Bool]) {
        let steps = flatMap { stay in
            zip(stay.labels, stay.scores).compactMap { label, score in label.map { (score, $0) } }
        }
        return (steps.map(\.0), steps.map(\.1))
    }
}
