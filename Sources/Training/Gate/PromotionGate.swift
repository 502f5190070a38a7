internal import Foundation

/// Decides whether a challenger replaces a champion: promote, recalibrate only, or keep.
///
/// | first that applies | decision |
/// | --- | --- |
/// | new stays do not look like old ones, or the champion does worse on them than it should (``NightProfile``) | keep |
/// | more than 5 % of the reference stays were changed since they were fixed | keep |
/// | some new stays, but too few to judge | keep |
/// | the challenger passes all checks | promote |
/// | the champion with a calibration fitted again passes all checks | recalibrate |
/// | otherwise | keep |
///
/// A challenger passes when, against the champion and with margins and standard errors of ``GateLimits``, it loses no
/// utility (average precision where utility is not defined) on reference patients, on new validation patients and in any
/// subgroup with enough outcomes; its slope, calibration index and observed/expected ratio keep to their ranges; it
/// does not raise too many alerts, on reference patients and in shadow; and it scores step by step as in batches. A tie
/// goes to the challenger, which has seen newer stays. Where there are none it has to be better, and nothing is
/// recalibrated.
///
/// The first two lines come first because the others cannot see what they see: a challenger that learnt from wrong
/// labels looks right on wrong labels.
public struct PromotionGate: Sendable {
    /// The numbers that decide.
    public let limits: GateLimits

    /// A gate with the given limits.
    public init(limits: GateLimits = GateLimits()) { self.limits = limits }

    /// The checks of what newly came in.
    ///
    /// - Parameters:
    ///   - profile: new stays against old ones.
    ///   - refusals: messages, and those with a refused value, before and after the champion's snapshot.
    ///   - champion: the champion on reference patients.
    ///   - reference: the champion's scored reference stays.
    ///   - recent: the champion on all new stays that are not a test patient's; nil without any.
    public func checksOfNight(
        profile: NightProfile, refusals: (before: (messages: Int, refused: Int), after: (messages: Int, refused: Int)),
        champion: GateEvidence, reference: [ScoredStay], recent: ChampionOnRecent?
    ) -> [GateCheck] {
        guard profile.recentStays > 0 else { return [] }
        var checks = profile.checks(limits)
        let (before, after) = (refusals.before, refusals.after)
        let shares = [before, after].map { Double($0.refused) / Double(max(1, $0.messages)) }
        checks.append(
            GateCheck(
                .inputs, "messages with refused values",
                value: after.messages > 0 ? shares[1] - shares[0] : nil, .atMost,
                max(
                    limits.refusedShare,
                    limits.standardErrors
                        * NightProfile.shareError(
                            Double(before.refused), Double(before.messages), Double(after.refused),
                            Double(after.messages)))))
        if let recent { checks += self.checks(ofChampion: champion, reference: reference, recent: recent) }
        return checks
    }

    /// The check of how many reference stays were changed since they were fixed.
    public func check(changedReferenceStays changed: Int, of all: Int) -> GateCheck {
        GateCheck(
            .reference, "changed stays", value: all > 0 ? Double(changed) / Double(all) : nil, .atMost,
            limits.changedReference)
    }

    /// The decision that needs no challenger, since what newly came in cannot be relied on; nil where it can.
    public func refusal(recentStays: Int, night: [GateCheck]) -> GateDecision? {
        let failed = night.filter { $0.verdict == .failed }
        if !failed.isEmpty {
            return GateDecision(
                verdict: .keep, reason: "the new data do not look right: \(Self.text(failed))", checks: night)
        }
        guard recentStays > 0, recentStays < limits.minimumRecentStays else { return nil }
        return GateDecision(
            verdict: .keep,
            reason: "only \(recentStays) stays began since the champion's snapshot; "
                + "\(limits.minimumRecentStays) are needed to judge them", checks: night)
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - recentStays: stays that began after the champion's snapshot.
    ///   - night: the checks of what newly came in.
    ///   - champion: what is known of the model in use.
    ///   - challenger: of the one that might replace it; nil when none could be trained.
    ///   - recalibrated: of the champion with a calibration fitted again; nil when it could not be.
    public func decide(
        recentStays: Int, night: [GateCheck], champion: GateEvidence, challenger: GateEvidence?,
        recalibrated: GateEvidence?
    ) -> GateDecision {
        if let refusal = refusal(recentStays: recentStays, night: night) { return refusal }
        let isNewer = recentStays > 0
        let ofChallenger = challenger.map {
            self.checks(of: $0, against: champion, topic: .challenger, mustBeBetter: !isNewer)
        }
        let failures = ofChallenger?.filter { $0.verdict == .failed } ?? []
        // Nothing that failed is not enough where nothing could be measured.
        if let ofChallenger, ofChallenger.allSatisfy({ $0.name != Self.slope || $0.verdict == .notMeasured }) {
            return GateDecision(
                verdict: .keep, reason: "there are too few reference patients that the champion did not learn from",
                checks: night + ofChallenger)
        }
        if let ofChallenger, failures.isEmpty {
            return GateDecision(
                verdict: .promote,
                reason: isNewer
                    ? "no worse than the champion, and it has seen \(recentStays) newer stays"
                    : "better than the champion on the same stays", checks: night + ofChallenger)
        }
        let why = challenger == nil ? "no challenger was trained" : "the challenger: \(Self.text(failures))"
        guard isNewer, let recalibrated else {
            return GateDecision(verdict: .keep, reason: why, checks: night + (ofChallenger ?? []))
        }
        let ofRecalibrated = self.checks(of: recalibrated, against: champion, topic: .recalibrated, mustBeBetter: false)
        let rest = ofRecalibrated.filter { $0.verdict == .failed }
        return GateDecision(
            verdict: rest.isEmpty ? .recalibrate : .keep,
            reason: rest.isEmpty ? why : "\(why); recalibrated: \(Self.text(rest))",
            checks: night + (ofChallenger ?? []) + ofRecalibrated)
    }

    /// The champion on new stays against itself on reference stays.
    private func checks(
        ofChampion champion: GateEvidence, reference: [ScoredStay], recent: ChampionOnRecent
    ) -> [GateCheck] {
        var checks = [EvaluationMeasure.auroc, .calibrationSlope].map { measure in
            loss(of: measure, from: champion.reference.estimate(measure), to: recent.figures.estimate(measure), "")
        }
        for group in recent.figures.subgroups where !group.isTooFew && group.subgroup.dimension != .hours {
            guard let known = champion.reference.subgroups.first(where: { $0.subgroup == group.subgroup }) else {
                continue
            }
            checks += [EvaluationMeasure.auroc, .calibrationSlope].map { measure in
                loss(
                    of: measure, from: known.estimates[measure], to: group.estimates[measure],
                    Self.name(group.subgroup))
            }
        }
        checks.append(shift(ObservedExpected(reference), ObservedExpected(recent.scored), ""))
        for dimension in [EvaluationSubgroup.Dimension.age, .sex, .unit] {
            let old = Dictionary(grouping: reference) { EvaluationSubgroup.of($0, by: dimension) }
            let new = Dictionary(grouping: recent.scored) { EvaluationSubgroup.of($0, by: dimension) }
            for case (.some(let subgroup), let stays) in new.sorted(by: { ($0.key?.name ?? "") < ($1.key?.name ?? "") })
            where stays.count >= limits.minimumStays {
                checks.append(
                    shift(
                        old[subgroup].flatMap { ObservedExpected($0) }, ObservedExpected(stays), Self.name(subgroup)))
            }
        }
        return checks
    }

    private func loss(
        of measure: EvaluationMeasure, from known: Estimate?, to new: Estimate?, _ subject: String
    ) -> GateCheck {
        let error = [known, new].reduce(0) { sum, estimate in
            sum + pow(estimate?.interval?.standardError ?? .nan, 2)
        }.squareRoot()
        return GateCheck(
            .champion, measure == .auroc ? "loss of AUROC" : "loss of calibration slope", subject: subject,
            value: known.flatMap { known in new.map { known.value - $0.value } }, .atMost,
            max(
                measure == .auroc ? limits.championAUROC : limits.championSlope,
                championErrors(subject) * error))
    }

    private func championErrors(_ subject: String) -> Double {
        subject.isEmpty ? limits.championStandardErrors : limits.championSubgroupStandardErrors
    }

    private func shift(_ known: ObservedExpected?, _ new: ObservedExpected?, _ subject: String) -> GateCheck {
        let error = (pow(known?.logError ?? .nan, 2) + pow(new?.logError ?? .nan, 2)).squareRoot()
        return GateCheck(
            .champion, "change of observed/expected", subject: subject,
            value: known.flatMap { known in new.map { abs(log($0.ratio / known.ratio)) } }, .atMost,
            max(limits.championCalibration, championErrors(subject) * error))
    }

    private func checks(
        of model: GateEvidence, against champion: GateEvidence, topic: GateCheck.Topic, mustBeBetter: Bool
    ) -> [GateCheck] {
        let measure: EvaluationMeasure =
            champion.reference.normalizedUtility != nil && model.reference.normalizedUtility != nil
            ? .normalizedUtility : .auprc
        let name = measure == .normalizedUtility ? "utility" : "average precision"
        let reference = model.reference.against(champion.reference)
        func gain(_ patients: String, _ estimate: Estimate?, margin: Double, errors: Double, _ subject: String = "")
            -> GateCheck
        {
            let error = estimate?.interval?.standardError ?? 0
            return GateCheck(
                topic, "\(name), \(patients)", subject: subject, value: estimate?.value, .atLeast,
                -max(margin, errors * error))
        }
        var checks: [GateCheck] = []
        if mustBeBetter {
            let difference = reference.differences[measure]?.value
            checks.append(
                GateCheck(
                    topic, "\(name), reference patients", value: difference ?? -1, .atLeast,
                    Double.leastNonzeroMagnitude))
        } else {
            checks.append(
                gain("reference patients", reference.differences[measure], margin: limits.referenceLoss, errors: 1))
        }
        if let recent = model.recent, let known = champion.recent {
            let differences = recent.against(known).differences
            checks.append(
                gain("new patients", differences[measure], margin: limits.recentLoss, errors: 2))
        }
        for group in reference.subgroups where group.subgroup.dimension != .hours {
            checks.append(
                gain(
                    "reference patients", group.differences[measure], margin: limits.subgroupLoss, errors: 2.5,
                    Self.name(group.subgroup)))
        }
        return checks + calibration(of: model, against: champion, topic) + alerts(of: model, against: champion, topic)
    }

    private func calibration(
        of model: GateEvidence, against champion: GateEvidence, _ topic: GateCheck.Topic
    ) -> [GateCheck] {
        let slope = model.reference.calibrationSlope
        return [
            GateCheck(topic, Self.slope, value: slope, .atLeast, limits.calibrationSlope.lowerBound),
            GateCheck(topic, Self.slope, value: slope, .atMost, limits.calibrationSlope.upperBound),
            GateCheck(
                topic, "calibration index", value: model.reference.integratedCalibrationIndex, .atMost,
                max(
                    limits.calibrationIndex,
                    1.25 * (champion.reference.integratedCalibrationIndex ?? 0)
                        + 2 * (model.reference.intervals[.integratedCalibrationIndex]?.standardError ?? 0))),
            GateCheck(
                topic, "observed/expected, as a logarithm", value: model.referenceRatio.map { abs(log($0.ratio)) },
                .atMost, max(limits.observedExpected, 2 * (model.referenceRatio?.logError ?? 0))),
            GateCheck(
                // Infinite where the steps are not even the same: a risk differs by 1 at most.
                topic, "step by step against batches",
                value: model.streamingDifference.isFinite ? model.streamingDifference : 1, .atMost,
                limits.streamingDifference),
        ]
    }

    private static let slope = "calibration slope"

    private func alerts(
        of model: GateEvidence, against champion: GateEvidence, _ topic: GateCheck.Topic
    ) -> [GateCheck] {
        let known = champion.reference.alerts?.alertsPer100PatientDays ?? 0
        let days = model.shadow.patientDays
        let expected = max(
            limits.alertFactor * Double(champion.shadow.alerts), limits.alertsPer100PatientDays / 100 * days)
        return [
            GateCheck(
                topic, "alerts for 100 patient-days", value: model.reference.alerts?.alertsPer100PatientDays, .atMost,
                max(limits.alertsPer100PatientDays, limits.alertFactor * known)),
            // Counts of so few hours scatter: three standard deviations of Poisson's law on top.
            GateCheck(
                topic, "alerts in shadow", value: days > 0 ? Double(model.shadow.alerts) : nil, .atMost,
                expected + 3 * max(1, expected).squareRoot()),
        ]
    }

    private static func name(_ subgroup: EvaluationSubgroup) -> String {
        "\(subgroup.dimension.rawValue) \(subgroup.name)"
    }

    private static func text(_ failures: [GateCheck]) -> String {
        let first = failures.sorted { $0.strain > $1.strain }.prefix(3).map { check in
            let subject = check.subject.isEmpty ? "" : " (\(check.subject))"
            let value = check.value.map { String(format: "%.3g", $0) } ?? "?"
            let bound = check.bound == .atMost ? "at most" : "at least"
            return "\(check.name)\(subject) is \(value), \(bound) \(String(format: "%.3g", check.limit))"
        }
        let more = failures.count > 3 ? "; and \(failures.count - 3) more" : ""
        return first.joined(separator: "; ") + more
    }
}

extension EvaluationFigures {
    /// A measure with its interval; nil where it was not measured.
    func estimate(_ measure: EvaluationMeasure) -> Estimate? {
        values[measure].map { Estimate(value: $0, interval: intervals[measure]) }
    }
}

extension ConfidenceInterval {
    /// The standard error of a normal estimate with this interval: a 95 % interval is 3.92 of them wide.
    var standardError: Double { (high - low) / 3.92 }
}
