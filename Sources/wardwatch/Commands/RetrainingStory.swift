import ClinicalDomain
import Daemon
import Foundation
import RecurrentNetworks
import Scoring
import Store
import Synchronization
import Training

/// Tells how a retraining goes: a progress bar with the time that is left on a terminal, lines otherwise.
final class RetrainingStory: Sendable {
    private let total: Int
    private let done = Mutex(0)
    private let bar = Mutex(ProgressBar("training"))

    /// A story of so many networks with so many epochs each.
    init(networks: Int, epochs: Int) { total = networks * epochs }

    func tell(_ event: RetrainingJob.Event) {
        switch event {
        case .surveyed(let survey):
            Terminal.say("\(survey.stays) stays, \(survey.staysWithOutcome) with the outcome")
            if survey.isSurrogate {
                Terminal.say("too few outcomes: training on the surrogate NEWS2 >= 7 instead (\(survey.outcome.name))")
            }
            Terminal.say("\(survey.schema.channels.count) channels, \(survey.schema.featureCount) features")
        case .leftOut(let stays): Terminal.say("\(stays) of the oldest stays are left out to keep to the memory")
        case .encoded(let sequences, let steps): Terminal.say("\(sequences) sequences, \(steps) steps")
        case .resumed(let network, let epoch): Terminal.say("\(network) goes on after epoch \(epoch)")
        case .epoch(let epoch, let seconds): tell(epoch, seconds)
        case .registered(let entry): say("registered \(entry.name)")
        case .checked(let decision):
            let measured = decision.checks.count { $0.verdict != .notMeasured }
            say("\(measured) checks, \(decision.failures.count) failed")
            for check in decision.failures { Terminal.say("  \(GateCheckRow(check).text)") }
        case .decided(let promoted, let reason):
            say(promoted.map { "promoted \($0): \(reason)" } ?? "nothing promoted: \(reason)")
        }
    }

    func finish() { bar.withLock { $0.finish() } }

    private func tell(_ epoch: EpochReport, _ seconds: Double) {
        let member = epoch.member > 1 ? " \(epoch.member)" : ""
        let name = epoch.network.rawValue + member
        guard !Terminal.showsProgress else {
            let done = done.withLock { done in
                done += 1
                return done
            }
            return bar.withLock {
                $0.update(
                    done: min(done, total), total: total,
                    detail: "\(name) \(epoch.epoch)/\(epoch.maximumEpochs), validation loss "
                        + epoch.validationLoss.formatted(4))
            }
        }
        Terminal.say(
            "\(name.padding(toLength: 15, withPad: " ", startingAt: 0)) epoch \(epoch.epoch)/\(epoch.maximumEpochs)  "
                + "loss \(epoch.trainingLoss.formatted(4))  "
                + "validation loss \(epoch.validationLoss.formatted(4))  AUPRC \(epoch.validationAUPRC.formatted(4))  "
                + "AUROC \(epoch.validationAUROC.formatted(4))  \(seconds.formatted(1)) s"
                + (epoch.isBest ? "  *" : ""))
    }

    private func say(_ text: String) {
        finish()
        Terminal.say(text)
    }
}

/// A check of the gate as people read it.
struct GateCheckRow {
    let check: GateCheck

    init(_ check: GateCheck) { self.check = check }

    /// `failed  inputs  level (heartRate): 2.1, at most 0.25`.
    var text: String {
        let subject = check.subject.isEmpty ? "" : " (\(check.subject))"
        let verdict = check.verdict == .notMeasured ? "not measured" : check.verdict.rawValue
        let value = check.value.map { String(format: "%.4g", $0) } ?? "-"
        let bound = check.bound == .atMost ? "at most" : "at least"
        return "\(verdict)  \(check.topic.rawValue)  \(check.name)\(subject): \(value), \(bound) "
            + String(format: "%.4g", check.limit)
    }
}
