public import ClinicalDomain

extension PatientScorer {
    /// So many latest steps of a contribution are told one by one.
    private static let toldSteps = 24

    /// How much each channel moved the risk of the newest step, by integrated gradients; see ``RiskAttribution``.
    ///
    /// Only channels that have a value appear; the others have no share. Contributions add up to the log-odds of the
    /// risk minus those of average values, but for the gap that the evidence states.
    ///
    /// - Parameter overHours: how much older a value has to be for the newest one to be compared with it.
    /// - Returns: what raised the risk most first, what lowered it most last; empty without a model.
    public func contributions(overHours: Double = 4) -> [AlertEvidence.Contribution] {
        attribution().map { contributions($0, overHours: overHours) } ?? []
    }

    private func contributions(
        _ attribution: RiskAttribution, overHours: Double
    ) -> [AlertEvidence.Contribution] {
        let contributions = (model?.schema.channels ?? []).compactMap { channel -> AlertEvidence.Contribution? in
            guard let course = course(of: channel, overHours: overHours) else { return nil }
            let shares = attribution.shares(of: channel.id)
            return AlertEvidence.Contribution(
                channel: channel.id, logOdds: shares.reduce(0, +), before: course.before, now: course.now,
                overHours: course.overHours, course: course.course, forHours: course.forHours,
                steps: shares.suffix(Self.toldSteps), earlier: shares.dropLast(Self.toldSteps).reduce(0, +),
                words: course.words(for: channel.id))
        }
        return contributions.sorted { $0.logOdds > $1.logOdds }
    }

    /// The vital signs in force at the newest step; none before any step.
    public var vitalSignsInForce: VitalSigns {
        guard let newest else { return VitalSigns() }
        return timeline.vitalSigns(before: end(of: newest), validForHours: Self.vitalSignValidityHours)
    }

    /// The values in force at the newest step, by channel name.
    public func valuesInForce() -> [AlertEvidence.Value] {
        guard let newest else { return [] }
        return vitalSignsInForce.readings.sorted { $0.key < $1.key }.map { channel, reading in
            AlertEvidence.Value(
                channel: channel, value: reading.value, unit: ChannelTable.standard[channel]?.unit ?? "",
                effective: reading.effective, ageMinutes: newest.effective.seconds(since: reading.effective) / 60)
        }
    }

    /// The evidence for an alert on the newest step; nil before anything was assessed.
    public func evidence(policy: AlertPolicy) -> AlertEvidence? {
        newest.map { newest in
            let attribution = attribution()
            let clearThreshold = newest.risk.map { (policy.riskThreshold ?? $0.threshold) * policy.clearFraction }
            return AlertEvidence(
                step: newest.step, effective: newest.effective, risk: newest.risk, news2: newest.news2,
                news2Refusal: news2Refusal.map(String.init(describing:)), values: valuesInForce(),
                contributions: attribution.map { contributions($0, overHours: 4) } ?? [], policy: policy,
                attribution: attribution.map {
                    AlertEvidence.Attribution(
                        method: $0.method.rawValue, logOdds: $0.logOdds, baselineLogOdds: $0.baselineLogOdds,
                        completenessGap: $0.completenessGap, stepSeconds: timeline.grid.seconds)
                }, nearestChange: clearThreshold.flatMap(nearestChange(below:)))
        }
    }
}
