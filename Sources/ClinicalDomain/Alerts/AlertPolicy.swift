/// The numbers that decide when an alert is raised and cleared.
public struct AlertPolicy: Hashable, Sendable, Codable {
    /// Raise at this probability; nil uses the model's own threshold.
    public var riskThreshold: Double?
    /// Clear a network alert below this share of the raise threshold (hysteresis), 0 to 1.
    public var clearFraction: Double
    /// Raise at this NEWS2 total.
    public var news2Threshold: Int
    /// Clear a NEWS2 alert at or below this total.
    public var news2ClearThreshold: Int
    /// After an alert was cleared, hours before the same patient can be alerted for the same reason again.
    public var refractoryHours: Double
    /// A network alert is cleared after so many hours in force, whatever the risk; nil keeps it until the risk has fallen.
    ///
    /// An alert asks somebody to look at the patient. One that stays for days asks nothing any more: after
    /// its rest it is raised again where the risk is still high.
    public var riskMaximumHours: Double?
    /// The rest after a network alert in hours; nil for ``refractoryHours``.
    public var riskRefractoryHours: Double?

    /// The policy of a new installation: the model's own threshold, cleared at 60 % of it; NEWS2 raised at 7, the
    /// Royal College's emergency response, cleared at 4; eight hours of rest.
    ///
    /// A network alert stands for two hours at most and rests for twelve: of those tried on validation patients of the 2019
    /// challenge's hospital A, this caught most within the budget while nobody was in alarm for long.
    public init(
        riskThreshold: Double? = nil, clearFraction: Double = 0.6, news2Threshold: Int = 7,
        news2ClearThreshold: Int = 4, refractoryHours: Double = 8, riskMaximumHours: Double? = 2,
        riskRefractoryHours: Double? = 12
    ) {
        (self.riskThreshold, self.clearFraction) = (riskThreshold, clearFraction)
        (self.news2Threshold, self.news2ClearThreshold) = (news2Threshold, news2ClearThreshold)
        (self.refractoryHours, self.riskMaximumHours) = (refractoryHours, riskMaximumHours)
        self.riskRefractoryHours = riskRefractoryHours
    }
}
