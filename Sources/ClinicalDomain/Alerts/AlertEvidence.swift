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
        /// Change of the log-odds of the risk that is due to the channel's values: the log-odds with everything, minus
        /// the log-odds of the same sequence in which each of its values is the mean of the training patients.
        public var logOdds: Double
        /// The value ``overHours`` before, where there was one.
        public var before: Double?
        /// The value in force.
        public var now: Double?
        /// Hours between the two values.
        public var overHours: Double?

        /// A contribution of its parts.
        public init(channel: ChannelID, logOdds: Double, before: Double?, now: Double?, overHours: Double?) {
            (self.channel, self.logOdds, self.before) = (channel, logOdds, before)
            (self.now, self.overHours) = (now, overHours)
        }
    }

    /// The version of this layout.
    public var version = 1
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
    /// What moved the risk, strongest first.
    public var contributions: [Contribution]
    /// The policy that decided.
    public var policy: AlertPolicy

    /// Evidence of its parts.
    public init(
        step: Instant, effective: Instant, risk: NetworkRisk?, news2: NEWS2?, news2Refusal: String? = nil,
        values: [Value], contributions: [Contribution], policy: AlertPolicy
    ) {
        (self.step, self.effective, self.risk, self.news2) = (step, effective, risk, news2)
        (self.news2Refusal, self.values) = (news2Refusal, values)
        (self.contributions, self.policy) = (contributions, policy)
    }
}
