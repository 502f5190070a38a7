/// The numbers that decide when an alert is raised, presented again, escalated and cleared.
public struct AlertPolicy: Hashable, Sendable, Codable {
    /// What a single parameter of NEWS2 that scores 3 does.
    public enum RedParameterUse: String, Sendable, Codable, CaseIterable {
        /// It raises an alert of its own.
        case raise
        /// It joins an alert that is in force, and raises none.
        case join
        /// Nothing.
        case off
    }

    /// The version of the rules that these numbers go into.
    ///
    /// Evidence of version 1 has none of those after `riskRefractoryHours`. Up to version 2 a partial NEWS2 cleared
    /// nothing.
    public var version = 3
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
    /// A reason asks when it is met in so many of the latest ``confirmationSteps`` time steps, the newest among them.
    public var confirmations = 1
    /// The time steps that are looked at for confirmation.
    public var confirmationSteps = 1
    /// What a single parameter of NEWS2 that scores 3 does.
    public var redParameter = RedParameterUse.join
    /// A patient is really worse when the odds of the risk have grown by this factor, above 1.
    public var riskWorseningFactor = 3.0
    /// A patient is really worse when NEWS2 has grown by so many points, from 1.
    public var news2Worsening = 2
    /// How far back the level lies that a patient without an alert is compared with, in hours.
    public var worseningHours = 6.0
    /// Alerts that a unit may raise for 100 patient-days, in any ``budgetHours``; nil for any number.
    ///
    /// A NEWS2 at ``news2Threshold`` and a real worsening are raised beyond it.
    public var budgetPer100PatientDays: Double? = 20
    /// The hours over which a unit's alerts are counted.
    public var budgetHours = 24.0
    /// So many alerts a unit may raise in ``budgetHours`` however few patients it has.
    public var budgetMinimum = 2
    /// Minutes without acknowledgement before an alert goes to the next tier, one number for each further tier.
    public var escalationMinutes: [Double] = [15, 30]
    /// The longest that an alert can be put off, in hours.
    public var snoozeMaximumHours = 4.0
    /// A patient of whom no vital sign came in for so many hours has a technical alert; nil for none.
    public var silenceHours: Double? = 12
    /// A sensor that gave the same value for so many hours, ``sensorFaultCount`` times at least, is taken for faulty; nil for none.
    public var sensorFaultHours: Double? = 6
    /// How often the same value must have come in for a faulty sensor.
    public var sensorFaultCount = 24
    /// A technical alert is cleared after so many hours, whatever comes in.
    public var technicalMaximumHours = 24.0
    /// Whether alerts are only recorded, and nobody is alerted.
    public var isShadow = false

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

    /// The tiers that an alert can reach.
    public var tiers: Int { escalationMinutes.count + 1 }

    /// So many assessments before the newest are looked at: for confirmation, and for how the patient was before.
    public var stepsLookedAt: Int { max(confirmationSteps - 1, 24) }
}

extension AlertPolicy {
    /// Reads numbers of any version; what an older one lacks is nil, or what it was then: none of it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            riskThreshold: try container.decodeIfPresent(Double.self, forKey: .riskThreshold),
            clearFraction: try container.decode(Double.self, forKey: .clearFraction),
            news2Threshold: try container.decode(Int.self, forKey: .news2Threshold),
            news2ClearThreshold: try container.decode(Int.self, forKey: .news2ClearThreshold),
            refractoryHours: try container.decode(Double.self, forKey: .refractoryHours),
            riskMaximumHours: try container.decodeIfPresent(Double.self, forKey: .riskMaximumHours),
            riskRefractoryHours: try container.decodeIfPresent(Double.self, forKey: .riskRefractoryHours))
        version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 1
        guard version >= 2 else {
            (redParameter, budgetPer100PatientDays, escalationMinutes) = (.off, nil, [])
            (riskWorseningFactor, news2Worsening) = (1e9, 1000)
            (silenceHours, sensorFaultHours) = (nil, nil)
            return
        }
        confirmations = try container.decode(Int.self, forKey: .confirmations)
        confirmationSteps = try container.decode(Int.self, forKey: .confirmationSteps)
        redParameter = try container.decode(RedParameterUse.self, forKey: .redParameter)
        riskWorseningFactor = try container.decode(Double.self, forKey: .riskWorseningFactor)
        news2Worsening = try container.decode(Int.self, forKey: .news2Worsening)
        worseningHours = try container.decode(Double.self, forKey: .worseningHours)
        budgetPer100PatientDays = try container.decodeIfPresent(Double.self, forKey: .budgetPer100PatientDays)
        budgetHours = try container.decode(Double.self, forKey: .budgetHours)
        budgetMinimum = try container.decode(Int.self, forKey: .budgetMinimum)
        escalationMinutes = try container.decode([Double].self, forKey: .escalationMinutes)
        snoozeMaximumHours = try container.decode(Double.self, forKey: .snoozeMaximumHours)
        silenceHours = try container.decodeIfPresent(Double.self, forKey: .silenceHours)
        sensorFaultHours = try container.decodeIfPresent(Double.self, forKey: .sensorFaultHours)
        sensorFaultCount = try container.decode(Int.self, forKey: .sensorFaultCount)
        technicalMaximumHours = try container.decode(Double.self, forKey: .technicalMaximumHours)
        isShadow = try container.decode(Bool.self, forKey: .isShadow)
    }
}
