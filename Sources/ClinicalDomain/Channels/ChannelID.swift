/// The name of a channel: one physiological quantity as it is measured, such as `heartRate`.
///
/// Names follow FHIR and LOINC wording. The set is open: ``ChannelTable`` lists the channels that are known.
public struct ChannelID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as it is stored and printed.
    public let rawValue: String

    /// A channel by its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A channel by its name.
    public init(_ name: String) { rawValue = name }

    /// The name.
    public var description: String { rawValue }

    /// Alphabetical order of the names.
    public static func < (left: ChannelID, right: ChannelID) -> Bool { left.rawValue < right.rawValue }
}

extension ChannelID: Codable {
    /// Decodes the plain name.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the plain name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ChannelID {
    /// Heart rate, `/min`.
    public static let heartRate = ChannelID("heartRate")
    /// Respiratory rate, `/min`.
    public static let respiratoryRate = ChannelID("respiratoryRate")
    /// Peripheral oxygen saturation by pulse oximetry, `%`.
    public static let oxygenSaturation = ChannelID("oxygenSaturation")
    /// Body temperature, `Cel`.
    public static let bodyTemperature = ChannelID("bodyTemperature")
    /// Systolic blood pressure by cuff or unspecified method, `mm[Hg]`.
    public static let systolicBloodPressure = ChannelID("systolicBloodPressure")
    /// Diastolic blood pressure by cuff or unspecified method, `mm[Hg]`.
    public static let diastolicBloodPressure = ChannelID("diastolicBloodPressure")
    /// Mean blood pressure by cuff or unspecified method, `mm[Hg]`.
    public static let meanBloodPressure = ChannelID("meanBloodPressure")
    /// Systolic pressure by arterial line, `mm[Hg]`.
    public static let systolicArterialPressure = ChannelID("systolicArterialPressure")
    /// Diastolic pressure by arterial line, `mm[Hg]`.
    public static let diastolicArterialPressure = ChannelID("diastolicArterialPressure")
    /// Mean pressure by arterial line, `mm[Hg]`.
    public static let meanArterialPressure = ChannelID("meanArterialPressure")
    /// Level of consciousness on the ACVPU scale as a number: Alert 0, Confusion 1, Voice 2, Pain 3, Unresponsive 4.
    public static let consciousness = ChannelID("consciousness")
    /// Glasgow Coma Scale total, 3 to 15.
    public static let glasgowComaScale = ChannelID("glasgowComaScale")
    /// Flow of supplemental oxygen, `L/min`; 0 is room air.
    public static let supplementalOxygen = ChannelID("supplementalOxygen")
    /// Fraction of inspired oxygen, `%`; 21 is room air.
    public static let inspiredOxygen = ChannelID("inspiredOxygen")
    /// Carbon dioxide at the end of expiration, `mm[Hg]`.
    public static let endTidalCarbonDioxide = ChannelID("endTidalCarbonDioxide")
    /// The oxygen saturation scale of NEWS2 that is prescribed for the patient: 1 or 2.
    public static let oxygenSaturationScale = ChannelID("oxygenSaturationScale")
    /// Whether the patient is pregnant: 1 or 0.
    public static let pregnancyStatus = ChannelID("pregnancyStatus")
    /// Age in years, `a`.
    public static let age = ChannelID("age")
}
