import ClinicalDomain

/// The values of one charting round as they are written down, in the order of the chart.
struct ChartedRound {
    /// A value of a channel.
    struct Entry {
        /// The channel.
        var channel: ChannelID
        /// The value in the channel's canonical unit.
        var value: Double
    }

    /// The values.
    private(set) var entries: [Entry]

    /// Measures a patient: charted precision is whole numbers, temperature to one decimal.
    ///
    /// - Parameters:
    ///   - state: the truth.
    ///   - oxygenFlow: supplemental oxygen in force, `L/min`.
    ///   - habits: what goes wrong, and how often.
    init(
        _ state: PhysiologicalState, oxygenFlow: Double, habits: ChartingHabits, using stream: inout RandomStream
    ) {
        let heartRate = state.heartRate.rounded()
        let saturation = stream.chance(habits.artefactShare) ? stream.uniform(52...78) : state.oxygenSaturation
        let temperature = stream.chance(habits.artefactShare) ? stream.uniform(33.4...34.6) : state.bodyTemperature
        let cuffError = stream.chance(0.5) ? 0.62 : 1.45
        let cuff = stream.chance(habits.artefactShare) ? cuffError : 1 + stream.normal(deviation: 0.015)
        let systolic = (state.systolicBloodPressure * cuff).rounded().clamped(to: 35...290)
        let diastolic = (state.diastolicBloodPressure * cuff).rounded().clamped(to: 16...(min(200, systolic - 8)))
        let mean = (diastolic + (systolic - diastolic) / 3 + stream.normal(deviation: 1.5)).rounded()
        let judged = ChartedRound.respiratoryRate(state.respiratoryRate, habits: habits, using: &stream)
        let complete = [
            Entry(channel: .heartRate, value: heartRate),
            Entry(channel: .respiratoryRate, value: judged),
            Entry(channel: .oxygenSaturation, value: min(100, saturation.rounded())),
            Entry(channel: .bodyTemperature, value: (temperature * 10).rounded() / 10),
            Entry(channel: .systolicBloodPressure, value: systolic),
            Entry(channel: .diastolicBloodPressure, value: diastolic),
            Entry(channel: .meanBloodPressure, value: mean.clamped(to: diastolic...systolic)),
            Entry(channel: .consciousness, value: state.consciousness),
            Entry(channel: .supplementalOxygen, value: oxygenFlow),
        ]
        entries = complete.filter { !stream.chance(habits.missingShares[$0.channel] ?? 0) }
        if stream.chance(habits.impossibleShare) { makeImpossible() }
    }

    /// The respiratory rate counted, or judged as an even number: between 14 and 21 as 16, 18 or 20.
    private static func respiratoryRate(
        _ truth: Double, habits: ChartingHabits, using stream: inout RandomStream
    ) -> Double {
        let counted = (truth + stream.normal(deviation: 0.8)).rounded().clamped(to: 4...58)
        guard stream.chance(habits.evenRespiratoryRateShare) else { return counted }
        let even = (truth / 2).rounded() * 2
        return (14...21).contains(truth) ? even.clamped(to: 16...20) : even.clamped(to: 4...58)
    }

    /// Replaces the saturation by 900 %, or else the temperature by one whose decimal point was lost.
    private mutating func makeImpossible() {
        if let index = entries.firstIndex(where: { $0.channel == .oxygenSaturation }) {
            entries[index].value = 900
        } else if let index = entries.firstIndex(where: { $0.channel == .bodyTemperature }) {
            entries[index].value = (entries[index].value * 10).rounded()
        }
    }
}
