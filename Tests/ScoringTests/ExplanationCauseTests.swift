import ClinicalDomain
import RecurrentNetworks
import Scoring
import Simulation
import Testing

struct ExplanationCauseTests {
    /// Whether channels are named as what raised the risk, among the first three and as the first.
    private func names(_ channels: Set<ChannelID>, _ scorer: PatientScorer) -> (amongThree: Bool, first: Bool) {
        let raising = scorer.contributions().filter { $0.logOdds > 0 }.map(\.channel)
        return (
            raising.prefix(3).contains(where: channels.contains), raising.prefix(1).contains(where: channels.contains)
        )
    }

    @Test(arguments: [(CellKind.lstm, 1), (.elman, 1), (.lstm, 3)])
    func `in simulated deteriorations an injected channel is among the first three in 95 percent of the alerts`(
        cell: CellKind, networks: Int
    ) throws {
        let ward =
            cell == .lstm && networks == 1
            ? try ExplanationWard.lstm.get()
            : try ExplanationWard(cell: cell, networks: networks, patients: networks == 1 ? 400 : 300)
        var found: [DeteriorationPattern: (alerts: Int, amongThree: Int, first: Int)] = [:]
        for alert in ward.alerts {
            let causes = try #require(ExplanationWard.causes[alert.pattern])
            let named = names(causes, alert.scorer)
            found[alert.pattern, default: (0, 0, 0)].alerts += 1
            if named.amongThree { found[alert.pattern]?.amongThree += 1 }
            if named.first { found[alert.pattern]?.first += 1 }
        }
        let sum = found.values.reduce((0, 0, 0)) { ($0.0 + $1.alerts, $0.1 + $1.amongThree, $0.2 + $1.first) }
        #expect(sum.0 >= 100)
        #expect(Double(sum.1) >= 0.95 * Double(sum.0), "\(found)")
        #expect(Double(sum.2) >= 0.6 * Double(sum.0), "\(found)")
        #expect(Set(found.keys) == Set(DeteriorationPattern.allCases))
    }

    @Test
    func `a change of one channel that raises an alert is among the first three, and first in nine of ten`() throws {
        let ward = try ExplanationWard.lstm.get()
        let shifts: [(ChannelID, Double)] = [
            (.heartRate, 55), (.respiratoryRate, 14), (.oxygenSaturation, -12), (.bodyTemperature, 2.5),
            (.systolicBloodPressure, -50),
        ]
        var found = (alerts: 0, amongThree: 0, first: 0)
        let stable = ExplanationWard.simulation(patients: 120, firstNumber: 500_001, deterioratingShare: 0)
        for patient in stable.patients() {
            let admitted = try #require(patient.encounter.admitted)
            let (start, end) = (admitted.advanced(byHours: 36), admitted.advanced(byHours: 44))
            for (channel, shift) in shifts {
                var history = patient.history(id: EncounterID(rawValue: 1))
                history.observations.removeAll { $0.key.effective >= end }
                for index in history.observations.indices where history.observations[index].key.channel == channel {
                    let hours = history.observations[index].key.effective.hours(since: start)
                    history.observations[index].value += shift * min(1, max(0, hours / 6))
                }
                var scorer = PatientScorer(history, model: ward.model)
                let assessments = scorer.assess()
                guard let risk = assessments.last?.risk, risk.probability >= risk.threshold,
                    assessments.allSatisfy({ $0.step >= start || ($0.risk?.probability ?? 0) < risk.threshold })
                else { continue }
                let named = names([channel], scorer)
                found.alerts += 1
                if named.amongThree { found.amongThree += 1 }
                if named.first { found.first += 1 }
            }
        }
        #expect(found.alerts >= 100)
        #expect(Double(found.first) >= 0.9 * Double(found.alerts), "\(found)")
        #expect(Double(found.amongThree) >= 0.99 * Double(found.alerts), "\(found)")
    }
}
