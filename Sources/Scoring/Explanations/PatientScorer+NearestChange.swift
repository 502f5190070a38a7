public import ClinicalDomain

extension PatientScorer {
    /// The smallest change of current values that was found to take the risk of the newest step below a threshold.
    ///
    /// Current values are the last ones of the channels of the model within ``vitalSignValidityHours``. At most three
    /// change, towards the mean of the training patients, as if they had just been measured again.
    ///
    /// - Returns: nil without a model, before any step, and where the risk is below the threshold already.
    /// - Complexity: a walk over the stay and at most 1000 forward passes of one step.
    public func nearestChange(below threshold: Double) -> AlertEvidence.NearestChange? {
        guard let model, let newest, let risk = newest.risk, risk.probability >= threshold,
            let step = HypotheticalStep(timeline: timeline, subject: subject, model: model)
        else { return nil }
        let end = end(of: newest)
        let start = end.advanced(byHours: -Self.vitalSignValidityHours)
        let values = model.schema.channels.compactMap { channel in
            timeline.last(channel.id, before: end, from: start).map { (channel, $0.value) }
        }
        var search = NearestChangeSearch(step, values: values, below: threshold)
        return search.run()
    }
}
