public import ClinicalDomain

/// What the board shows of a patient besides ``BoardPatient``; read only for the lines that are on the screen.
public struct BoardDetail: Hashable, Sendable {
    /// The risk of the last hours, in the order of time.
    public var risk: [TimedValue]
    /// The vital signs of the last hours, in the order of time.
    public var vitalSigns: [ChannelID: [TimedValue]]
    /// The main reason in words; empty when nothing stands out.
    public var reason: String

    /// A detail of its parts.
    public init(risk: [TimedValue] = [], vitalSigns: [ChannelID: [TimedValue]] = [:], reason: String = "") {
        (self.risk, self.vitalSigns, self.reason) = (risk, vitalSigns, reason)
    }

    /// How far back the sparklines of the board reach, in hours.
    public static let hours = 24.0
}

/// A vital sign that has a column on the board.
public struct BoardVitalSign: Sendable {
    /// The channel.
    public let channel: ChannelID
    /// The heading of the column.
    public let heading: String
    /// What the ends of the sparkline stand for: the same for every patient, so that lines can be compared.
    public let range: ClosedRange<Double>
    /// Digits after the point.
    public let digits: Int

    /// The vital signs in the order in which columns are added as the terminal grows wider.
    public static let all = [
        BoardVitalSign(channel: .respiratoryRate, heading: "RR", range: 8...32, digits: 0),
        BoardVitalSign(channel: .oxygenSaturation, heading: "SPO2", range: 82...106, digits: 0),
        BoardVitalSign(channel: .heartRate, heading: "HR", range: 40...140, digits: 0),
        BoardVitalSign(channel: .systolicBloodPressure, heading: "SBP", range: 80...180, digits: 0),
        BoardVitalSign(channel: .bodyTemperature, heading: "TEMP", range: 35...40, digits: 1),
    ]
}
