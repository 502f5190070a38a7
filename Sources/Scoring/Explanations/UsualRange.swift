internal import ClinicalDomain

/// The values of a channel that a nurse would not remark on.
enum UsualRange {
    /// The range of a channel, both ends included.
    ///
    /// Where NEWS2 scores the channel, what scores 0 (Royal College of Physicians 2017, chart 1), on oxygen scale 2 any
    /// saturation from 88 %; otherwise one standard deviation of the training patients about their mean.
    static func of(_ channel: SequenceSchema.ScaledChannel, isOnScale2: Bool) -> ClosedRange<Double> {
        switch channel.id {
        case .respiratoryRate: 12...20
        case .oxygenSaturation: (isOnScale2 ? 88 : 96)...100
        case .systolicBloodPressure, .systolicArterialPressure: 111...219
        case .heartRate: 51...90
        case .bodyTemperature: 36.1...38
        case .consciousness, .supplementalOxygen: 0...0
        case .glasgowComaScale: 15...15
        default: (channel.mean - channel.deviation)...(channel.mean + channel.deviation)
        }
    }
}
