extension AlertEvidence {
    /// How the values of a channel went.
    public enum Course: String, Sendable, Codable, CaseIterable {
        /// Higher than some hours ago.
        case rising
        /// Lower than some hours ago.
        case falling
        /// Above what is usual, without much change.
        case high
        /// Below what is usual, without much change.
        case low
        /// As usual, without much change.
        case usual
        /// The last value is old.
        case notMeasured = "not-measured"
    }

    /// How the contributions were computed, and how nearly they add up.
    public struct Attribution: Hashable, Sendable, Codable {
        /// The name of the method.
        public var method: String
        /// Calibrated log-odds of the risk.
        public var logOdds: Double
        /// Calibrated log-odds of the risk, had every value been average when it was measured.
        public var baselineLogOdds: Double
        /// Sum of the contributions minus the difference of the two log-odds.
        public var completenessGap: Double
        /// Length of a time step in seconds.
        public var stepSeconds: Int

        /// An attribution of its parts.
        public init(
            method: String, logOdds: Double, baselineLogOdds: Double, completenessGap: Double, stepSeconds: Int
        ) {
            (self.method, self.logOdds, self.baselineLogOdds) = (method, logOdds, baselineLogOdds)
            (self.completenessGap, self.stepSeconds) = (completenessGap, stepSeconds)
        }
    }

    /// The smallest change of current values that was found to take the risk below the clear threshold.
    public struct NearestChange: Hashable, Sendable, Codable {
        /// One value that would have to be different.
        public struct Change: Hashable, Sendable, Codable {
            /// The channel.
            public var channel: ChannelID
            /// The value in force, in the canonical unit.
            public var from: Double
            /// The value that it would have to be.
            public var to: Double
            /// The difference in standard deviations of the training patients.
            public var deviations: Double

            /// A change of its parts.
            public init(channel: ChannelID, from: Double, to: Double, deviations: Double) {
                (self.channel, self.from, self.to, self.deviations) = (channel, from, to, deviations)
            }
        }

        /// The values, largest change first; none where no small change clears the alert.
        public var changes: [Change]
        /// The risk after the changes, 0 to 1; nil where there are none.
        public var probability: Double?
        /// The probability that it has to be below, 0 to 1.
        public var clearThreshold: Double
        /// Forward passes of one step that the search took.
        public var passCount: Int
        /// The change as a nurse would say it.
        public var words: String

        /// A change of its parts.
        public init(changes: [Change], probability: Double?, clearThreshold: Double, passCount: Int, words: String) {
            (self.changes, self.probability) = (changes, probability)
            (self.clearThreshold, self.passCount, self.words) = (clearThreshold, passCount, words)
        }
    }
}
