extension AlertEvidence {
    /// What else the decision depended on, so that it can be made again from the stored values.
    public struct Reasoning: Hashable, Sendable, Codable {
        /// An alert of the patient as the policy saw it.
        public struct PastAlert: Hashable, Sendable, Codable {
            /// Its number.
            public var id: Int64
            /// What had asked.
            public var reasons: [Alert.Reason]
            /// Where it stood.
            public var state: Alert.State
            /// When it was raised, in the time of the data.
            public var raised: Instant
            /// When it was cleared, in the time of the data.
            public var cleared: Instant?
            /// Why it was cleared.
            public var clearing: Alert.Clearing?
            /// Whether nobody was alerted.
            public var isShadow: Bool
            /// How bad the patient was when it asked for attention last.
            public var level: AlertLevel

            /// The parts of an alert that the policy looks at.
            public init(_ alert: Alert) {
                (id, reasons, state) = (alert.id, alert.reasons, alert.state)
                (raised, cleared, level) = (alert.raised, alert.cleared, alert.level)
                (clearing, isShadow) = (alert.clearing, alert.isShadow)
            }
        }

        /// The newest message whose values were seen.
        public var through: Int64
        /// SHA-256 of the model's file in hexadecimal; nil without a model.
        public var modelSHA256: String?
        /// How the model's output became a probability, as its file says it; nil without a model.
        public var calibration: String?
        /// Date of birth as it was known, ISO 8601.
        public var birthDate: String?
        /// Administrative sex as it was known.
        public var sex: Sex
        /// Time of admission as it was known.
        public var admitted: Instant?
        /// Where the patient lay; empty when unknown.
        public var unit: String
        /// What asked, the first first.
        public var reasons: [Alert.Reason]
        /// How bad it was.
        public var level: AlertLevel
        /// The patient's latest alerts, newest first.
        public var alerts: [PastAlert]
        /// How many alerts the unit had raised in the hours of the budget.
        public var unitAlerts: Int
        /// How many it might have raised; nil for any number.
        public var unitAllowance: Int?
        /// Whether no budget counted: NEWS2 asked, or the patient was really worse.
        public var isBeyondBudget: Bool

        /// Reasoning of its parts.
        public init(
            through: Int64, subject: Delivery.Subject, reasons: [Alert.Reason], level: AlertLevel, alerts: [Alert],
            unitAlerts: Int, unitAllowance: Int?, isBeyondBudget: Bool, modelSHA256: String? = nil,
            calibration: String? = nil
        ) {
            (self.through, self.modelSHA256, self.calibration) = (through, modelSHA256, calibration)
            (birthDate, sex) = (subject.patient.birthDate.map(String.init(describing:)), subject.patient.sex)
            (admitted, unit) = (subject.encounter.admitted, subject.encounter.unit)
            (self.reasons, self.level, self.alerts) = (reasons, level, alerts.map(PastAlert.init))
            (self.unitAlerts, self.unitAllowance, self.isBeyondBudget) = (unitAlerts, unitAllowance, isBeyondBudget)
        }
    }
}
