/// The vital signs that are in force at one moment: the last value of each channel, with when it was taken.
public struct VitalSigns: Hashable, Sendable {
    /// A value and when it was true.
    public struct Reading: Hashable, Sendable, Codable {
        /// The value in the channel's canonical unit.
        public var value: Double
        /// When it was true.
        public var effective: Instant

        /// A reading of its parts.
        public init(value: Double, effective: Instant) { (self.value, self.effective) = (value, effective) }
    }

    /// The readings by channel.
    public var readings: [ChannelID: Reading]

    /// Vital signs of given readings.
    public init(_ readings: [ChannelID: Reading] = [:]) { self.readings = readings }

    /// The value of the first of the channels that has one.
    public func value(_ channels: ChannelID...) -> Double? {
        for channel in channels {
            if let reading = readings[channel] { return reading.value }
        }
        return nil
    }
}
