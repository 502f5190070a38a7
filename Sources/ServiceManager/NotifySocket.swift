internal import Glibc

/// The socket on which the service manager listens to what a service tells about itself.
///
/// The protocol is that of `sd_notify(3)`: datagrams of lines `NAME=value` to the socket of the file system, or of the
/// abstract name space (`@` in place of the leading zero byte), that `NOTIFY_SOCKET` names.
public struct NotifySocket: Sendable, Hashable {
    private let address: [UInt8]
    /// How long the manager waits for a sign of life before it takes the service for hung; nil for ever.
    public let watchdogTimeout: Duration?

    /// The socket that the environment names.
    ///
    /// - Parameters:
    ///   - environment: `NOTIFY_SOCKET`, and `WATCHDOG_USEC` unless `WATCHDOG_PID` names another process.
    ///   - processID: this process.
    /// - Returns: nil where there is no manager, or the name is neither a path nor abstract, or too long for the system.
    public init?(environment: [String: String], processID: Int32) {
        guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
            (2..<Self.pathSize).contains(name.utf8.count), !name.utf8.contains(0)
        else { return nil }
        address = (first == UInt8(ascii: "@") ? [0] : [first]) + name.utf8.dropFirst()
        let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let timeout = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogTimeout = isOurs && timeout > 0 ? .microseconds(timeout) : nil
    }

    /// Sends notifications in one datagram.
    ///
    /// - Returns: whether the manager got it. It waits a second at most, so that a manager that hangs does not hang us.
    @discardableResult
    public func send(_ notifications: ServiceNotification...) -> Bool {
        let message = Array(notifications.map(\.assignments).joined(separator: "\n").utf8)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
        let size = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + address.count } ?? 0
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), name, socklen_t(size))
                    == message.count
            }
        }
    }

    private static let pathSize = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
}
