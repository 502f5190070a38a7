/// What a service tells the service manager about itself, in the words of `sd_notify(3)`.
public enum ServiceNotification: Sendable, Hashable {
    /// It has started, or has taken in its new configuration.
    case ready
    /// It takes in its new configuration; since when, in microseconds of the monotonic clock.
    case reloading(monotonicMicroseconds: UInt64)
    /// It has begun to stop.
    case stopping
    /// How it stands, one line for people.
    case status(String)
    /// It gets on with its work.
    case watchdog
    /// Starting, reloading or stopping may take so much longer, counted from now.
    case extendTimeout(Duration)

    /// That it begins to take in its new configuration now.
    public static func reloadingNow() -> ServiceNotification {
        .reloading(monotonicMicroseconds: MonotonicClock.microseconds)
    }

    /// The lines of the datagram.
    var assignments: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=\(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
        case .watchdog: "WATCHDOG=1"
        case .extendTimeout(let time): "EXTEND_TIMEOUT_USEC=\(max(0, Int64(time / .microseconds(1))))"
        }
    }
}
