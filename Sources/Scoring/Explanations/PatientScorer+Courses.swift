internal import ClinicalDomain

extension PatientScorer {
    /// So many readings of a channel are looked at; more do not change what is said.
    private static let maximumReadings = 200

    /// How the values of a channel went up to the newest step; nil for one that was never measured.
    func course(of channel: SequenceSchema.ScaledChannel, overHours: Double) -> ChannelCourse? {
        guard let newest else { return nil }
        let isOnScale2 = timeline.last(.oxygenSaturationScale, before: end(of: newest))?.value == 2
        return ChannelCourse(
            readings(of: channel.id, before: end(of: newest)), at: newest.effective, overHours: overHours,
            usual: UsualRange.of(channel, isOnScale2: isOnScale2), deviation: channel.deviation)
    }

    /// The end of the step of an assessment.
    func end(of assessment: Assessment) -> Instant {
        timeline.grid.end(of: timeline.grid.step(of: assessment.step))
    }

    /// The values of a channel that count, one for each step with one, newest first.
    private func readings(of channel: ChannelID, before end: Instant) -> [VitalSigns.Reading] {
        var readings: [VitalSigns.Reading] = []
        var end = end
        while readings.count < Self.maximumReadings, let reading = timeline.last(channel, before: end) {
            readings.append(reading)
            end = timeline.grid.start(of: timeline.grid.step(of: reading.effective))
        }
        return readings
    }
}
