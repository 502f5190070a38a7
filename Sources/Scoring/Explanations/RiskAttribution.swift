public import ClinicalDomain

/// What every channel at every time step adds to the log-odds of the newest step, against average values.
///
/// The baseline is the same stay in which every value of every channel was the mean of the training patients, measured
/// at the same times by the same people. So the shares speak of the values, not of the fact that somebody measured; age,
/// sex and clock are the same in both and have none. A value counts in every step in which it is the latest one.
public struct RiskAttribution: Hashable, Sendable {
    /// How the shares came about.
    public var method: AttributionMethod
    /// `C`, the channels of the model.
    public var channels: [ChannelID]
    /// `T`, the steps by where they start, oldest first.
    public var steps: [Instant]
    /// `[T, C]`, row-major; positive where the values raise the risk above that of average values.
    public var shares: [Double]
    /// Calibrated log-odds of the newest step.
    public var logOdds: Double
    /// Calibrated log-odds of the newest step had all values been average.
    public var baselineLogOdds: Double
    /// Σ integrated gradients − (``logOdds`` − ``baselineLogOdds``): the error of the quadrature and of rounding.
    public var completenessGap: Double
    /// Points on the path from average values to what was seen, the most of all networks.
    public var pointCount: Int

    /// The sum over all steps, channel by channel.
    public var sharesByChannel: [Double] {
        var sums = [Double](repeating: 0, count: channels.count)
        for (index, share) in shares.enumerated() { sums[index % channels.count] += share }
        return sums
    }

    /// The shares of one channel by step.
    public func shares(of channel: ChannelID) -> [Double] {
        guard let column = channels.firstIndex(of: channel) else { return [] }
        return stride(from: column, to: shares.count, by: channels.count).map { shares[$0] }
    }
}
