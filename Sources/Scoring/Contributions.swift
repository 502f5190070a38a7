public import ClinicalDomain

extension PatientScorer {
    /// How much each channel moved the risk of the newest step, by occlusion.
    ///
    /// For each channel that was observed, the whole sequence is scored once more as if each of its values had been the
    /// mean of the training patients, measured at the same times; the contribution is the difference of the log-odds
    /// (Zeiler and Fergus 2014, "occlusion", here by channel). So it speaks of the values, not of the fact that somebody
    /// measured. Contributions need not add up, because the network is not linear.
    ///
    /// - Parameter overHours: how far back the value "before" is looked for.
    /// - Returns: contributions by falling absolute size; empty without a model.
    public func contributions(overHours: Double = 4) -> [AlertEvidence.Contribution] {
        guard let model, let newest, let full = finalLogOdds(timeline, model: model) else { return [] }
        let end = timeline.grid.end(of: timeline.grid.step(of: newest.step))
        let contributions = model.schema.channels.compactMap { channel -> AlertEvidence.Contribution? in
            guard let now = timeline.last(channel.id, before: end),
                let occluded = finalLogOdds(
                    timeline.replacingValues(of: channel.id, with: channel.mean), model: model)
            else { return nil }
            let before = timeline.last(channel.id, before: now.effective.advanced(byHours: -overHours))
            return AlertEvidence.Contribution(
                channel: channel.id, logOdds: full - occluded, before: before?.value, now: now.value,
                overHours: before.map { now.effective.hours(since: $0.effective) })
        }
        return contributions.sorted { abs($0.logOdds) > abs($1.logOdds) }
    }

    /// The vital signs in force at the newest step; none before any step.
    public var vitalSignsInForce: VitalSigns {
        guard let newest else { return VitalSigns() }
        let end = timeline.grid.end(of: timeline.grid.step(of: newest.step))
        return timeline.vitalSigns(before: end, validForHours: Self.vitalSignValidityHours)
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
            AlertEvidence(
                step: newest.step, effective: newest.effective, risk: newest.risk, news2: newest.news2,
                news2Refusal: news2Refusal.map(String.init(describing:)), values: valuesInForce(),
                contributions: contributions(), policy: policy)
        }
    }

    private func finalLogOdds(_ timeline: ObservationTimeline, model: RiskModel) -> Double? {
        let encoded = EncodedSequence(
            timeline: timeline, subject: subject, extractor: FeatureExtractor(schema: model.schema))
        guard let start = encoded.steps.lastIndex(where: \.isStart) else { return nil }
        let size = model.schema.featureCount
        var state = model.initialState()
        var logit: Float = 0
        for index in start..<encoded.steps.count {
            let features = Array(encoded.features[(index * size)..<((index + 1) * size)])
            logit = model.step(features, &state)
        }
        return model.logOdds(ofLogit: logit)
    }
}
