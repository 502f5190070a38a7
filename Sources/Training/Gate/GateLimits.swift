/// The numbers that the gate decides by.
///
/// A limit on a difference is a margin that matters, or so many standard errors where chance alone reaches further.
/// Standard errors are those of stays, or of patients drawn with replacement, never of single steps.
public struct GateLimits: Sendable, Hashable, Codable {
    /// Fewer new stays than this are not judged, and nothing is decided on them.
    public var minimumRecentStays = 100
    /// A cohort with fewer stays is not compared.
    public var minimumStays = 60
    /// Population stability index that is still small (Siddiqi, Credit Risk Scorecards, 2006).
    public var populationStability = 0.1
    /// Standard errors allowed for inputs, outcome and mix.
    public var standardErrors = 4.5
    /// The same within a subgroup, of which there are many.
    public var subgroupStandardErrors = 5.5
    /// Relative change in how often a channel is measured.
    public var measuredShare = 0.2
    /// Shift of the mean of the stays' values, in standard deviations of the champion's scale.
    public var levelShift = 0.25
    /// Change in the size of the step between one value and the next, as a natural logarithm.
    public var roughness = 0.2
    /// Change in the share of messages of which a value was refused.
    public var refusedShare = 0.02
    /// Relative change in the share of stays with the outcome.
    public var prevalence = 0.3
    /// Change in mean age, in years.
    public var age = 3.0
    /// Change in the share of a sex or a unit.
    public var mixShare = 0.1
    /// Loss of AUROC of the champion on new stays.
    public var championAUROC = 0.05
    /// Loss of calibration slope of the champion on new stays: labels that have nothing to do with the values bring it to 0.
    public var championSlope = 0.3
    /// Change in the champion's observed/expected ratio on new stays, as a natural logarithm.
    public var championCalibration = 0.35
    /// Standard errors allowed for the champion on all new stays.
    public var championStandardErrors = 2.5
    /// The same within a subgroup, of which there are many.
    public var championSubgroupStandardErrors = 3.5
    /// Share of reference stays that may have changed since they were fixed.
    public var changedReference = 0.05
    /// Loss of utility, or of average precision, on reference patients; or one standard error.
    public var referenceLoss = 0.02
    /// The same on new validation patients, or two standard errors.
    public var recentLoss = 0.05
    /// The same in a subgroup of reference patients, or two and a half standard errors.
    public var subgroupLoss = 0.05
    /// Calibration slope, lowest and highest.
    public var calibrationSlope = 0.8...1.25
    /// Integrated calibration index; or a quarter above the champion's and two standard errors.
    public var calibrationIndex = 0.02
    /// Observed/expected ratio, as the absolute natural logarithm.
    public var observedExpected = 0.25
    /// Alerts for 100 patient-days that are allowed to any model.
    public var alertsPer100PatientDays = 50.0
    /// Alerts in multiples of the champion's, beyond that.
    public var alertFactor = 1.5
    /// Largest difference between risks scored step by step and in batches.
    public var streamingDifference = 1e-5

    /// The limits that are in use.
    public init() {}
}
