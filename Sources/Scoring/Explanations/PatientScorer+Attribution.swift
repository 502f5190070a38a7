extension PatientScorer {
    /// What every channel at every time step adds to the log-odds of the newest step, against average values.
    ///
    /// - Parameter method: how it is shared out.
    /// - Returns: nil without a model or before any step.
    /// - Complexity: some eight forward and backward walks of at most 96 steps for each network;
    ///   with ``AttributionMethod/temporalRescaling`` eight more for every step.
    public func attribution(_ method: AttributionMethod = .integratedGradients) -> RiskAttribution? {
        guard let model, newest != nil else { return nil }
        return ExplainedSequence(timeline: timeline, subject: subject, model: model)?.attribution(method)
    }
}
