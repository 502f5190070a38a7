/// What an alert was based on, stored with it as JSON so that its reasoning can be read again as it was.
public struct AlertEvidence: Hashable, Sendable, Codable {
    /// One value that was in force.
    public struct Value: Hashable, Sendable, Codable {
        /// The channel.
        public var channel: ChannelID
        /// The value in the canonical unit.
        public var value: Double
        /// The canonical unit, UCUM.
        public var unit: String
        /// When it was true.
        public var effective: Instant
        /// How old it was when the alert was raised, in minutes.
        public var ageMinutes: Double

        /// A value of its parts.
        public init(channel: ChannelID, value: Double, unit: String, effective: Instant, ageMinutes: Double) {
            (self.channel, self.value, self.unit) = (channel, value, unit)
            (self.effective, self.ageMinutes) = (effective, ageMinutes)
        }
    }

    /// How much one channel moved the network's risk.
    public struct Contribution: Hashable, Sendable, Codable {
        /// The channel.
        public var channel: ChannelID
        /// Change of the log-odds of the risk that is due to the channel's values, against average values measured at
        /// the same times; in evidence without an ``AlertEvidence/attribution`` the change by this channel alone.
        public var logOdds: Double
        /// The value ``overHours`` before, where there was one.
        public var before: Double?
        /// The value in force.
        public var now: Double?
        /// Hours between the two values.
        public var overHours: Double?
        /// How the values went; nil in evidence from before this was kept, like all that follows.
        public var course: Course?
        /// How long the value has been high or low, or has not been measured, in hours.
        public var forHours: Double?
        /// What the latest time steps have in ``logOdds``, oldest first; the last is the step of the alert.
        public var steps: [Double]?
        /// What all steps before those have in ``logOdds``.
        public var earlier: Double?
        /// The course as a nurse would say it: "respiratory rate rising 18 → 27 over 4 h".
        public var words: String?

        /// A contribution of its parts.
        public init(
            channel: ChannelID, logOdds: Double, before: Double?, now: Double?, overHours: Double?,
            course: Course? = nil, forHours: Double? = nil, steps: [Double]? = nil, earlier: Double? = nil,
            words: String? = nil
        ) {
            (self.channel, self.logOdds, self.before) = (channel, logOdds, before)
            (self.now, self.overHours, self.course) = (now, overHours, course)
            (self.forHours, self.steps, self.earlier, self.words) = (forHours, steps, earlier, words)
        }
    }

    /// The version of this layout; 1 has no ``reasoning``.
    public var version = 2
    /// Start of the time step that raised the alert.
    public var step: Instant
    /// The last moment whose values were used.
    public var effective: Instant
    /// The network risk, with the model that gave it.
    public var risk: NetworkRisk?
    /// NEWS2, parameter by parameter.
    public var news2: NEWS2?
    /// Why NEWS2 must not be used for the patient; nil where it may, and in evidence from before this was asked.
    public var news2Refusal: String?
    /// The values in force.
    public var values: [Value]
    /// What moved the risk: what raised it most comes first, what lowered it most last.
    public var contributions: [Contribution]
    /// The policy that decided.
    public var policy: AlertPolicy
    /// How the contributions were computed; nil without a model, and in evidence from before this was kept.
    public var attribution: Attribution?
    /// What would have to be different for the network's alert to clear; nil where it does not stand, and in evidence
    /// from before this was asked.
    public var nearestChange: NearestChange?
    /// What else the decision depended on; nil where nothing was decided, and in evidence of version 1.
    public var reasoning: Reasoning?

    /// Evidence of its parts.
    public init(
        step: Instant, effective: Instant, risk: NetworkRisk?, news2: NEWS2?, news2Refusal: String? = nil,
        values: [Value], contributions: [Contribution], policy: AlertPolicy, attribution: Attribution? = nil,
        nearestChange: NearestChange? = nil, reasoning: Reasoning? = nil
    ) {
        (self.step, self.effective, self.risk, self.news2) = (step, effective, risk, news2)
        (self.news2Refusal, self.values) = (news2Refusal, values)
        (self.contributions, self.policy) = (contributions, policy)
        (self.attribution, self.nearestChange, self.reasoning) = (attribution, nearestChange, reasoning)
    }
}
