internal import Foundation
public import ServiceManager

/// Asks the service manager for more time while something long runs before the daemon is ready, such as a migration.
///
/// Only as long as the process gets on: it has computed or read or written something since it asked last. One that
/// hangs is ended when the time it was given is over.
public enum StartTimeout {
    private static let secondsBetween = 5.0
    private static let extensionTime = Duration.seconds(30)
    /// What asking itself takes is less.
    private static let leastWork = 10

    /// Does some work.
    ///
    /// - Parameters:
    ///   - socket: where the manager listens; nil for none.
    ///   - status: what the manager shows meanwhile.
    public static func extended<Value, Failure: Error>(
        _ socket: NotifySocket?, status: String, while body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let socket else { return try body() }
        socket.send(.status(status), .extendTimeout(extensionTime))
        let timer = DispatchSource.makeTimerSource()
        let work = Shared(workSoFar())
        timer.setEventHandler {
            let now = workSoFar()
            if now &- work.value >= leastWork { socket.send(.extendTimeout(extensionTime)) }
            work.value = now
        }
        timer.schedule(deadline: .now() + secondsBetween, repeating: secondsBetween)
        timer.resume()
        defer { timer.cancel() }
        return try body()
    }

    /// Milliseconds on a processor and blocks moved, in one number.
    private static func workSoFar() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let time = usage.ru_utime.tv_sec &* 1000 &+ usage.ru_utime.tv_usec / 1000
        let system = usage.ru_stime.tv_sec &* 1000 &+ usage.ru_stime.tv_usec / 1000
        return time &+ system &+ usage.ru_inblock &+ usage.ru_oublock
    }
}
