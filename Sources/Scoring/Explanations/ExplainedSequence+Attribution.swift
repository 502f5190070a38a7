internal import ClinicalDomain
internal import RecurrentNetworks

extension ExplainedSequence {
    /// The completeness gap, in calibrated log-odds, to be content with.
    static let tolerance = 0.01
    /// Points on the path to begin with, and where doubling ends.
    static let pointCounts = 8...256
    /// Points on the path where attributions are only compared with one another.
    static let comparisonPointCount = 8

    /// What every channel at every step adds to the calibrated log-odds of the newest step.
    ///
    /// - Returns: nil where a network does not fit the features.
    func attribution(_ method: AttributionMethod) -> RiskAttribution? {
        let channels = model.schema.channels.map(\.id)
        var result = RiskAttribution(
            method: method, channels: channels, steps: steps,
            shares: [Double](repeating: 0, count: steps.count * channels.count), logOdds: 0, baselineLogOdds: 0,
            completenessGap: 0, pointCount: 0)
        // The mean of the raw outputs is calibrated, so every network has its part of it.
        let factor = 1 / Double(model.networks.count)
        for (network, state) in zip(model.networks, initialStates) {
            let engine = IntegratedGradients<Float>(
                architecture: network.architecture, pointCount: Self.pointCounts.lowerBound,
                tolerance: Self.tolerance / model.calibration.scale, maximumPointCount: Self.pointCounts.upperBound)
            guard
                let own = try? engine.attribution(
                    network: network, inputs: features, baseline: baseline, output: .logit(0), initialState: state)
            else { return nil }
            result.logOdds += factor * own.outputForInputs
            result.baselineLogOdds += factor * own.outputForBaseline
            result.completenessGap += factor * own.completenessGap
            result.pointCount = max(result.pointCount, own.pointCount)
            for (index, share) in byChannel(own.values).enumerated() { result.shares[index] += factor * share }
        }
        calibrate(&result)
        if method == .temporalRescaling { rescale(&result.shares) }
        return result
    }

    /// From raw to calibrated log-odds: everything grows alike, so that the shares still add up.
    private func calibrate(_ result: inout RiskAttribution) {
        let (raw, rawBaseline) = (result.logOdds, result.baselineLogOdds)
        result.logOdds = model.calibration.logOdds(ofLogit: raw)
        result.baselineLogOdds = model.calibration.logOdds(ofLogit: rawBaseline)
        let scale =
            model.calibration.curve == nil || raw == rawBaseline
            ? model.calibration.scale : (result.logOdds - result.baselineLogOdds) / (raw - rawBaseline)
        result.completenessGap *= scale
        for index in result.shares.indices { result.shares[index] *= scale }
    }

    /// `[T, D]` → `[T, C]`.
    private func byChannel(_ values: [Double]) -> [Double] {
        let channels = model.schema.channels
        let columns = channelOfFeature.map { channel in channels.firstIndex { $0.id == channel } }
        var sums = [Double](repeating: 0, count: steps.count * channels.count)
        for (index, value) in values.enumerated() {
            let (step, feature) = index.quotientAndRemainder(dividingBy: columns.count)
            if let column = columns[feature] { sums[step * channels.count + column] += value }
        }
        return sums
    }

    /// Multiplies the shares of each step with how much all shares change without it, and keeps the sum of their sizes.
    private func rescale(_ shares: inout [Double]) {
        let size = channelOfFeature.count
        let channelCount = model.schema.channels.count
        let whole = comparison(features)
        let relevances = steps.indices.map { step -> Double in
            let row = (step * size)..<((step + 1) * size)
            guard features[row] != baseline[row] else { return 0 }
            var without = features
            without.replaceSubrange(row, with: baseline[row])
            return zip(whole, comparison(without)).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        let before = shares.reduce(0) { $0 + abs($1) }
        for index in shares.indices { shares[index] *= relevances[index / channelCount] }
        let after = shares.reduce(0) { $0 + abs($1) }
        for index in shares.indices where after > 0 { shares[index] *= before / after }
    }

    /// Attributions `[T, C]` of other inputs by few points.
    private func comparison(_ inputs: [Float]) -> [Double] {
        var sum = [Double](repeating: 0, count: steps.count * model.schema.channels.count)
        for (network, state) in zip(model.networks, initialStates) {
            let engine = IntegratedGradients<Float>(
                architecture: network.architecture, pointCount: Self.comparisonPointCount)
            guard
                let own = try? engine.attribution(
                    network: network, inputs: inputs, baseline: baseline, output: .logit(0), initialState: state)
            else { continue }
            for (index, share) in byChannel(own.values).enumerated() { sum[index] += share }
        }
        return sum
    }
}
