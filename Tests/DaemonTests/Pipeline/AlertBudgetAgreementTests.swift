import Alerting
import ClinicalDomain
import RecurrentNetworks
import Testing

@testable import Training

struct AlertBudgetAgreementTests {
    /// Alerts for the risk that the daemon's policy raises over hourly risks.
    private func raised(_ risks: [Double], threshold: Double, policy: AlertPolicy) -> Int {
        let machine = AlertStateMachine(policy: policy)
        var latest: [Alert.Reason: Alert] = [:]
        var count = 0
        for (step, risk) in risks.enumerated() {
            let now = hour(Double(step))
            let assessment = Assessment(
                encounterID: EncounterID(rawValue: 1), step: now, effective: now,
                risk: NetworkRisk(model: "m", probability: risk, threshold: threshold), news2: nil)
            for transition in machine.transitions(for: assessment, latest: latest) {
                switch transition {
                case .raise(let reason):
                    count += 1
                    latest[reason] = Alert(
                        id: Int64(count), encounterID: EncounterID(rawValue: 1), reason: reason, state: .open,
                        raised: now)
                case .clear:
                    latest[.networkRisk]?.state = .cleared
                    latest[.networkRisk]?.cleared = now
                }
            }
        }
        return count
    }

    @Test func `a budget counts the alerts that the policy of a new installation raises`() {
        let policy = AlertPolicy()
        let budget = AlertBudget(
            alertsPer100PatientDays: 40, clearFraction: policy.clearFraction, refractoryHours: policy.refractoryHours)
        #expect(AlertBudget.standard.clearFraction == policy.clearFraction)
        #expect(AlertBudget.standard.refractoryHours == policy.refractoryHours)
        var generator = CounterBasedGenerator(seed: 8)
        for _ in 0..<300 {
            let risks = (0..<60).map { _ in Double.random(in: 0...1, using: &generator) }
            for threshold in [0.3, 0.6, 0.9] {
                #expect(
                    budget.alerts(in: risks, threshold: threshold, stepHours: 1)
                        == raised(risks, threshold: threshold, policy: policy))
            }
        }
    }
}
