import ClinicalDomain

/// A slip of the keyboard: the tens digit is one off, for temperature the degrees.
enum TypingError {
    /// The mistyped value; nil for channels that are chosen from a list rather than typed.
    ///
    /// It moves towards the middle of what is usual, so that it stays plausible.
    static func mistyped(_ value: Double, channel: ChannelID) -> Double? {
        switch channel {
        case .heartRate: value + (value < 120 ? 10 : -10)
        case .respiratoryRate: value + (value < 20 ? 10 : -10)
        case .oxygenSaturation: value - 10
        case .bodyTemperature: ((value + (value < 37 ? 1 : -1)) * 10).rounded() / 10
        case .systolicBloodPressure, .diastolicBloodPressure: value + (value < 120 ? 10 : -10)
        default: nil
        }
    }
}
