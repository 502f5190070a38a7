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

    /// The newest value of channels that mean the same; of equally new ones the first named.
    public func newest(_ channels: ChannelID...) -> (channel: ChannelID, value: Double)? {
        var result: (channel: ChannelID, reading: Reading)?
        for channel in channels {
            guard let reading = readings[channel] else { continue }
            if let found = result, found.reading.effective >= reading.effective { continue }
            result = (channel, reading)
        }
        return result.map { ($0.channel, $0.reading.value) }
    }

    /// The value of the first of the channels that has one.
    public func value(_ channels: ChannelID...) -> Double? {
        for channel in channels {
            if let reading = readings[channel] { return reading.value }
        }
        return nil
    }
}
