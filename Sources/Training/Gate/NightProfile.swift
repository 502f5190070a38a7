public import ClinicalDomain
internal import Foundation
public import Scoring

/// New stays held against old ones: those that have begun since a champion's snapshot, and those that it could see.
///
/// A model learns what it is shown. So before anything is learnt from new stays, they are held against the old ones:
///
/// | measure | definition |
/// | --- | --- |
/// | population stability | Σ (new − old) ln(new / old) over the bins between the champion's knots, each stay one vote |
/// | measured share | mean share of a stay's hours with a value |
/// | level | mean over stays of the mean value, in standard deviations of the champion's scale |
/// | roughness | mean over stays of the mean step from a value to the next, of vital signs, as ln(new / old) |
/// | prevalence | share of stays with the outcome |
/// | mix | mean age, shares of sexes and units |
///
/// All but the mix are also compared within each sex, age group and unit. Limits are those of ``GateLimits``.
public struct NightProfile: Sendable {
    private let scales: [ChannelID: SequenceSchema.ScaledChannel]
    private var old = Cohorts()
    private var recent = Cohorts()

    private struct Cohorts: Sendable {
        var all = StayCohort()
        var subgroups: [EvaluationSubgroup: StayCohort] = [:]

        mutating func add(_ stay: StaySummary, hasOutcome: Bool) {
            all.add(stay, hasOutcome: hasOutcome)
            for subgroup in stay.subgroups {
                subgroups[subgroup, default: StayCohort()].add(stay, hasOutcome: hasOutcome)
            }
        }
    }

    /// A profile without stays; only channels that the champion sees have values compared.
    public init(schema: SequenceSchema) {
        scales = Dictionary(uniqueKeysWithValues: schema.channels.map { ($0.id, $0) })
    }

    /// Takes in a stay.
    public mutating func add(_ history: EncounterHistory, isRecent: Bool, hasOutcome: Bool) {
        let summary = StaySummary(history, scales: scales)
        if isRecent {
            recent.add(summary, hasOutcome: hasOutcome)
        } else {
            old.add(summary, hasOutcome: hasOutcome)
        }
    }

    /// New stays taken in.
    public var recentStays: Int { Int(recent.all.stays) }

    /// Population stability of each channel that the champion sees.
    public var stability: [ChannelID: Double] {
        var result: [ChannelID: Double] = [:]
        for id in scales.keys {
            let (old, new) = (old.all.channel(id), recent.all.channel(id))
            if old.stays > 0, new.stays > 0 { result[id] = Self.stability(old, new) }
        }
        return result
    }

    /// The share of new and of old stays with the outcome, not a number without stays.
    public var prevalence: (recent: Double, old: Double) { (recent.all.outcomeShare, old.all.outcomeShare) }

    /// All comparisons: each channel's, and of each subgroup the worst of its channels.
    public func checks(_ limits: GateLimits = GateLimits()) -> [GateCheck] {
        var checks = Self.inputs(old.all, recent.all, scales, limits, errors: limits.standardErrors)
        checks.append(Self.prevalence(old.all, recent.all, limits, errors: limits.standardErrors, subject: ""))
        checks += mix(limits)
        for subgroup in Set(old.subgroups.keys).intersection(recent.subgroups.keys).sorted(
            by: EvaluationSubgroup.isBefore)
        {
            guard let before = old.subgroups[subgroup], let after = recent.subgroups[subgroup] else { continue }
            let subject = "\(subgroup.dimension.rawValue) \(subgroup.name)"
            let inputs = Self.inputs(before, after, scales, limits, errors: limits.subgroupStandardErrors)
            for (_, group) in Dictionary(grouping: inputs, by: \.name).sorted(by: { $0.key < $1.key }) {
                guard var worst = group.max(by: { $0.strain < $1.strain }) else { continue }
                worst.subject = "\(subject): \(worst.subject)"
                checks.append(worst)
            }
            checks.append(
                Self.prevalence(before, after, limits, errors: limits.subgroupStandardErrors, subject: subject))
        }
        return checks
    }

    private static func inputs(
        _ old: StayCohort, _ new: StayCohort, _ scales: [ChannelID: SequenceSchema.ScaledChannel],
        _ limits: GateLimits, errors: Double
    ) -> [GateCheck] {
        let isEnough = min(old.stays, new.stays) >= Double(limits.minimumStays)
        return old.channelIDs.union(new.channelIDs).sorted().flatMap { id -> [GateCheck] in
            let (before, after) = (old.channel(id), new.channel(id))
            let shareError = (before.measuredShare.errorSquared + after.measuredShare.errorSquared).squareRoot()
            var checks = [
                GateCheck(
                    .inputs, "measured share", subject: id.rawValue,
                    value: isEnough ? abs(after.measuredShare.mean - before.measuredShare.mean) : nil, .atMost,
                    max(limits.measuredShare * before.measuredShare.mean, errors * shareError, 0.005))
            ]
            guard scales[id] != nil, min(before.stays, after.stays) >= Double(limits.minimumStays) else {
                return checks
            }
            if !before.bins.isEmpty {
                let chance =
                    chiSquared(freedom: Double(before.bins.count - 1), errors: errors)
                    * (1 / before.stays + 1 / after.stays)
                checks.append(
                    GateCheck(
                        .inputs, "population stability", subject: id.rawValue, value: stability(before, after),
                        .atMost, max(limits.populationStability, chance)))
            }
            let levelError = (before.level.errorSquared + after.level.errorSquared).squareRoot()
            checks.append(
                GateCheck(
                    .inputs, "level", subject: id.rawValue, value: abs(after.level.mean - before.level.mean), .atMost,
                    max(limits.levelShift, errors * levelError)))
            // Values of a laboratory lie so far apart that the step between them says little.
            if scales[id]?.isFrequent == true,
                min(before.roughness.count, after.roughness.count) >= Double(limits.minimumStays),
                before.roughness.mean > 0, after.roughness.mean > 0
            {
                let error =
                    (before.roughness.errorSquared / (before.roughness.mean * before.roughness.mean)
                    + after.roughness.errorSquared / (after.roughness.mean * after.roughness.mean)).squareRoot()
                checks.append(
                    GateCheck(
                        .inputs, "roughness", subject: id.rawValue,
                        value: abs(log(after.roughness.mean / before.roughness.mean)), .atMost,
                        max(limits.roughness, errors * error)))
            }
            return checks
        }
    }

    /// What chance reaches at so many standard errors: the index, times the harmonic number of stays, follows χ².
    ///
    /// Its quantile by the cube root of Wilson and Hilferty (1931).
    private static func chiSquared(freedom: Double, errors: Double) -> Double {
        let spread = 2 / (9 * freedom)
        return freedom * pow(1 - spread + errors * spread.squareRoot(), 3)
    }

    /// Half a stay more in every bin, so that an empty one is not infinitely far away.
    private static func stability(_ old: StayCohort.Channel, _ new: StayCohort.Channel) -> Double {
        let bins = Double(old.bins.count)
        return zip(old.bins, new.bins).reduce(0) { sum, pair in
            let before = (pair.0 + 0.5) / (old.stays + 0.5 * bins)
            let after = (pair.1 + 0.5) / (new.stays + 0.5 * bins)
            return sum + (after - before) * log(after / before)
        }
    }

    private static func prevalence(
        _ old: StayCohort, _ new: StayCohort, _ limits: GateLimits, errors: Double, subject: String
    ) -> GateCheck {
        let isEnough = min(old.stays, new.stays) >= Double(limits.minimumStays)
        return GateCheck(
            .outcome, "prevalence", subject: subject,
            value: isEnough ? abs(new.outcomeShare - old.outcomeShare) : nil, .atMost,
            max(
                limits.prevalence * old.outcomeShare,
                errors * shareError(old.outcomes, old.stays, new.outcomes, new.stays)))
    }

    private func mix(_ limits: GateLimits) -> [GateCheck] {
        let (before, after) = (old.all, recent.all)
        let isEnough = min(before.stays, after.stays) >= Double(limits.minimumStays)
        let ageError = (before.age.errorSquared + after.age.errorSquared).squareRoot()
        var checks = [
            GateCheck(
                .mix, "mean age", value: isEnough ? abs(after.age.mean - before.age.mean) : nil, .atMost,
                max(limits.age, limits.standardErrors * ageError))
        ]
        for subgroup in Set(old.subgroups.keys).union(recent.subgroups.keys).sorted(by: EvaluationSubgroup.isBefore)
        where subgroup.dimension != .age {
            let (had, has) = (old.subgroups[subgroup]?.stays ?? 0, recent.subgroups[subgroup]?.stays ?? 0)
            checks.append(
                GateCheck(
                    .mix, "share of stays", subject: "\(subgroup.dimension.rawValue) \(subgroup.name)",
                    value: isEnough ? abs(has / after.stays - had / before.stays) : nil, .atMost,
                    max(limits.mixShare, limits.standardErrors * Self.shareError(had, before.stays, has, after.stays))))
        }
        return checks
    }

    /// The standard error of the difference of two shares under the hypothesis that they are one.
    static func shareError(_ part: Double, _ whole: Double, _ otherPart: Double, _ otherWhole: Double) -> Double {
        // One stay more on each side, so that no share is surely 0 or 1.
        let share = (part + otherPart + 1) / (whole + otherWhole + 2)
        return (share * (1 - share) * (1 / max(whole, 1) + 1 / max(otherWhole, 1))).squareRoot()
    }
}
