import ClinicalDomain
import RecurrentNetworks
import Scoring
import Testing

@testable import Training

struct PromotionGateTests {
    private static let wards = (
        reference: ScoredWard.stays(patients: 400, seed: 1), recent: ScoredWard.stays(patients: 120, seed: 2)
    )

    /// A model whose scores are those of the ward after a change.
    private func evidence(
        shadowAlerts: Int = 2, streaming: Double = 0, alertThreshold: Double = 0.6,
        change: (Double, ScoredStay) -> Double = { score, _ in score }
    ) -> GateEvidence {
        func figures(_ stays: [ScoredStay]) -> EvaluationFigures {
            var options = EvaluationOptions()
            (options.policy, options.alertThreshold) = (AlertPolicy(), alertThreshold)
            (options.hasSubgroups, options.bootstrap) = (true, PatientBootstrap(seed: 1, draws: 100))
            return EvaluationFigures(
                scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
        }
        func changed(_ stays: [ScoredStay]) -> [ScoredStay] {
            let asked = stays.flatMap { stay in
                zip(stay.labels, stay.scores).compactMap { label, score in
                    label.map { (logit: LogisticRecalibration.logit(change(score, stay)), label: $0) }
                }
            }
            let calibration = PlattScaling.fit(logits: asked.map(\.logit), labels: asked.map(\.label))
            return stays.map { stay in
                stay.scored(
                    stay.scores.map {
                        let logit = LogisticRecalibration.logit(change($0, stay))
                        return Elementary.sigmoid(calibration.scale * logit + calibration.offset)
                    })
            }
        }
        let reference = changed(Self.wards.reference)
        var shadow = ShadowReplay.Result()
        (shadow.alerts, shadow.patientDays) = (shadowAlerts, 5)
        return GateEvidence(
            reference: figures(reference), referenceRatio: ObservedExpected(reference),
            recent: figures(changed(Self.wards.recent)), shadow: shadow, streamingDifference: streaming)
    }

    private func decide(
        _ challenger: GateEvidence?, champion: GateEvidence, night: [GateCheck] = [], recentStays: Int = 120,
        recalibrated: GateEvidence? = nil
    ) -> GateDecision {
        PromotionGate().decide(
            recentStays: recentStays, night: night, champion: champion, challenger: challenger,
            recalibrated: recalibrated ?? champion)
    }

    @Test func `an equal challenger that has seen newer stays is promoted, one that has not is not`() {
        let champion = evidence()
        #expect(decide(champion, champion: champion).verdict == .promote)
        let same = decide(champion, champion: champion, recentStays: 0)
        #expect(same.verdict == .keep)
        #expect(same.failures.map(\.name) == ["utility, reference patients"])
    }

    @Test func `a better challenger is promoted without newer stays`() {
        let worse = evidence { score, stay in min(1, max(0, score + 0.3 * Elementary.cosine(1e4 * score))) }
        let better = evidence()
        #expect(decide(better, champion: worse, recentStays: 0).verdict == .promote)
    }

    @Test func `a challenger that tells less is not promoted, and the champion is calibrated again`() {
        let challenger = evidence { score, _ in min(1, max(0, score + 0.5 * Elementary.cosine(1e4 * score))) }
        let decision = decide(challenger, champion: evidence())
        #expect(decision.verdict == .recalibrate)
        #expect(decision.failures.contains { $0.topic == .challenger && $0.name == "utility, reference patients" })
        #expect(decision.reason.contains("utility"))
    }

    @Test func `a challenger that fails one sex is not promoted`() {
        let challenger = evidence { score, stay in stay.sex == .male ? 0.2 : score }
        let failures = decide(challenger, champion: evidence()).failures
        #expect(failures.contains { $0.subject == "sex male" })
        #expect(!failures.contains { $0.subject == "sex female" })
    }

    @Test(arguments: [
        ("alerts in shadow", 40, 0.0, 0.6), ("step by step against batches", 2, 0.001, 0.6),
        ("alerts for 100 patient-days", 2, 0.0, 0.05),
    ])
    func `alerts and streaming decide too`(_ name: String, alerts: Int, streaming: Double, threshold: Double) {
        let challenger = evidence(shadowAlerts: alerts, streaming: streaming, alertThreshold: threshold)
        let decision = decide(challenger, champion: evidence())
        #expect(decision.verdict == .recalibrate)
        #expect(decision.failures.map(\.name) == [name])
    }

    @Test func `nothing that came in wrong is learnt from, however good the challenger`() {
        let failed = GateCheck(.inputs, "level", subject: "heartRate", value: 2, .atMost, 0.25)
        let champion = evidence()
        let decision = decide(champion, champion: champion, night: [failed])
        #expect(decision.verdict == .keep && decision.failures == [failed])
        #expect(decision.reason.contains("level (heartRate) is 2, at most 0.25"))
        #expect(PromotionGate().refusal(recentStays: 120, night: [failed]) == decision)
    }

    @Test(arguments: [(1, GateDecision.Verdict.keep), (99, .keep), (100, .promote)])
    func `fewer than a hundred new stays are not judged`(_ stays: Int, verdict: GateDecision.Verdict) {
        let champion = evidence()
        #expect(decide(champion, champion: champion, recentStays: stays).verdict == verdict)
    }

    @Test func `without a challenger the champion is calibrated again, and kept where that fails`() {
        let champion = evidence()
        #expect(decide(nil, champion: champion).verdict == .recalibrate)
        #expect(decide(nil, champion: champion, recalibrated: evidence(streaming: 1)).verdict == .keep)
        #expect(decide(nil, champion: champion, recentStays: 0).verdict == .keep)
    }

    @Test(arguments: [(5, true), (6, false)])
    func `of a hundred reference stays five may have changed`(_ changed: Int, passes: Bool) {
        let check = PromotionGate().check(changedReferenceStays: changed, of: 100)
        #expect((check.verdict == .passed) == passes)
    }

    @Test func `a value that is not a number fails nothing, and says so`() {
        #expect(GateCheck(.inputs, "x", value: .nan, .atMost, 1).verdict == .notMeasured)
        #expect(GateCheck(.inputs, "x", value: nil, .atMost, 1).verdict == .notMeasured)
        #expect(GateCheck(.inputs, "x", value: 1, .atMost, 1).verdict == .passed)
        #expect(GateCheck(.inputs, "x", value: 1, .atLeast, 1.1).verdict == .failed)
    }

    @Test func `the champion is expected to do on new stays as on reference stays`() throws {
        let champion = evidence()
        func checks(_ stays: [ScoredStay]) -> [GateCheck] {
            var options = EvaluationOptions()
            (options.hasSubgroups, options.bootstrap) = (true, PatientBootstrap(seed: 1, draws: 100))
            let figures = EvaluationFigures(
                scored: stays, threshold: 0.3, isProbability: true, hasUtility: true, options: options)
            var profile = NightProfile(schema: ToyWard.schema)
            profile.add(.sample(1, [.sample(80, at: 0)]), isRecent: true, hasOutcome: false)
            return PromotionGate().checksOfNight(
                profile: profile, refusals: ((100, 1), (100, 1)), champion: champion,
                reference: Self.wards.reference, recent: ChampionOnRecent(figures: figures, scored: stays))
        }
        let recent = ScoredWard.stays(patients: 400, seed: 3)
        #expect(checks(recent).allSatisfy { $0.verdict != .failed })
        // The labels of another stay each.
        let moved = zip(recent, recent.dropFirst() + recent.prefix(1)).map { stay, other in
            stay.labelled(stay.labels.indices.map { $0 < other.labels.count ? other.labels[$0] : false })
        }
        #expect(checks(moved).contains { $0.name == "loss of AUROC" && $0.verdict == .failed })
        let many = recent.map { $0.labelled($0.labels.enumerated().map { $1 == nil ? nil : $0 % 2 == 0 }) }
        #expect(checks(many).contains { $0.name == "change of observed/expected" && $0.verdict == .failed })
    }
}

extension ScoredStay {
    fileprivate func scored(_ scores: [Double]) -> ScoredStay {
        ScoredStay(
            labels: labels, scores: scores, hours: hours, stepHours: stepHours, firstEvent: firstEvent,
            patient: patient, age: age, sex: sex, unit: unit)
    }

    fileprivate func labelled(_ labels: [Bool?]) -> ScoredStay {
        ScoredStay(
            labels: labels, scores: scores, hours: hours, stepHours: stepHours, firstEvent: firstEvent,
            patient: patient, age: age, sex: sex, unit: unit)
    }
}
