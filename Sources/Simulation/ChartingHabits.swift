public import ClinicalDomain

/// How the staff of a ward measures and charts: how often, how exactly, and what goes wrong.
///
/// Shares are probabilities between 0 and 1. The defaults are modelling choices unless a source is named.
public struct ChartingHabits: Hashable, Sendable {
    /// Relative deviation of an interval from the planned one, each way.
    public var intervalJitter: Double
    /// Hours between rounds at a NEWS2 of 5 or 6, or with 3 points in one parameter, unless the ward is denser anyway.
    ///
    /// The Royal College asks for one (NEWS2, 2017, chart 4); wards take longer.
    public var urgentIntervalHours: Double
    /// Hours between rounds at a NEWS2 of 7 or more, unless the ward is denser anyway.
    public var emergencyIntervalHours: Double
    /// Share of respiratory rates that are not counted but judged, and then charted as an even number; within the usual
    /// range as 16, 18 or 20 (Badawy et al., "Is everyone really breathing 20 times a minute?", BMJ Qual Saf 26:832,
    /// 2017).
    public var evenRespiratoryRateShare: Double
    /// Share of rounds in which a channel is left out, by channel; a channel that is not listed is never left out.
    public var missingShares: [ChannelID: Double]
    /// How often a day a patient leaves the ward, for imaging, dialysis or theatre.
    public var absencesPerDay: Double
    /// How long such an absence lasts, in hours.
    public var absenceHours: ClosedRange<Double>
    /// Minutes from measuring to charting in the usual case.
    public var promptMinutes: ClosedRange<Double>
    /// Share of rounds that are charted late.
    public var lateShare: Double
    /// Minutes from measuring to charting when it is late.
    public var lateMinutes: ClosedRange<Double>
    /// Share of values that are mistyped and corrected later.
    public var correctionShare: Double
    /// Minutes from the wrong version of a value to its correction.
    public var correctionMinutes: ClosedRange<Double>
    /// Share of measurements by probe, cuff and thermometer, each, that are artefacts and are charted all the same.
    public var artefactShare: Double
    /// Share of rounds with a value that no patient can have, such as a saturation of 900 %; 0 unless a receiver's
    /// defences are to be shown.
    public var impossibleShare: Double

    /// Habits of their parts; every default is that of a busy ward.
    public init(
        intervalJitter: Double = 0.2, urgentIntervalHours: Double = 2, emergencyIntervalHours: Double = 0.75,
        evenRespiratoryRateShare: Double = 0.65,
        missingShares: [ChannelID: Double] = ChartingHabits.usualMissingShares, absencesPerDay: Double = 0.25,
        absenceHours: ClosedRange<Double> = 1...4, promptMinutes: ClosedRange<Double> = 0.5...6,
        lateShare: Double = 0.08, lateMinutes: ClosedRange<Double> = 20...240, correctionShare: Double = 0.005,
        correctionMinutes: ClosedRange<Double> = 2...45, artefactShare: Double = 0.004, impossibleShare: Double = 0
    ) {
        (self.intervalJitter, self.urgentIntervalHours) = (intervalJitter, urgentIntervalHours)
        self.emergencyIntervalHours = emergencyIntervalHours
        (self.evenRespiratoryRateShare, self.missingShares) = (evenRespiratoryRateShare, missingShares)
        (self.absencesPerDay, self.absenceHours) = (absencesPerDay, absenceHours)
        (self.promptMinutes, self.lateShare, self.lateMinutes) = (promptMinutes, lateShare, lateMinutes)
        (self.correctionShare, self.correctionMinutes) = (correctionShare, correctionMinutes)
        (self.artefactShare, self.impossibleShare) = (artefactShare, impossibleShare)
    }

    /// What a busy ward leaves out: temperature most often, the mean pressure where the cuff does not show it.
    public static let usualMissingShares: [ChannelID: Double] = [
        .heartRate: 0.02, .respiratoryRate: 0.07, .oxygenSaturation: 0.03, .bodyTemperature: 0.2,
        .systolicBloodPressure: 0.04, .diastolicBloodPressure: 0.04, .meanBloodPressure: 0.4, .consciousness: 0.12,
        .supplementalOxygen: 0.08,
    ]

    /// Everything charted at once, completely and without mistakes; intervals and precision stay those of a ward.
    public static let faultless = ChartingHabits(
        evenRespiratoryRateShare: 0, missingShares: [:], absencesPerDay: 0, lateShare: 0, correctionShare: 0,
        artefactShare: 0)
}
