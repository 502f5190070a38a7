public import ClinicalDomain

/// Watches the sensors of a patient for values that never change.
///
/// Heart rate and arterial pressure vary from beat to beat: the same value for hours is a sensor that hangs, or a
/// simulator, or a pacemaker at its rate. Rates of ventilators, saturations at 100 % and charted values stand still
/// rightly and are not looked at.
public struct SensorWatch: Sendable {
    private struct Run: Sendable {
        var value: Double
        var since: Instant
        var last: Instant
        var count: Int
    }

    /// The channels that are looked at.
    public static let channels: Set<ChannelID> = [
        .heartRate, .systolicArterialPressure, .diastolicArterialPressure, .meanArterialPressure,
    ]

    private var runs: [ChannelID: Run] = [:]
    /// The time of the newest value of any channel; nil before there is one.
    public private(set) var newest: Instant?

    /// A watch that has seen nothing.
    public init() {}

    /// Takes values in; those that are older than what was seen change nothing.
    public mutating func apply(_ observations: some Sequence<Observation>) {
        for observation in observations.sorted(by: { $0.key.effective < $1.key.effective }) {
            guard observation.status != .enteredInError else { continue }
            let time = observation.key.effective
            newest = max(newest ?? time, time)
            guard Self.channels.contains(observation.key.channel) else { continue }
            guard var run = runs[observation.key.channel], run.value == observation.value else {
                if let run = runs[observation.key.channel], run.last > time { continue }
                runs[observation.key.channel] = Run(value: observation.value, since: time, last: time, count: 1)
                continue
            }
            guard time > run.last else { continue }
            run.last = time
            run.count += 1
            runs[observation.key.channel] = run
        }
    }

    /// The channels whose value has not changed for so long and so often.
    public func stuckChannels(_ policy: AlertPolicy) -> Set<ChannelID> {
        guard let hours = policy.sensorFaultHours else { return [] }
        return Set(
            runs.filter { $1.count >= policy.sensorFaultCount && $1.last.hours(since: $1.since) >= hours }.keys)
    }
}
