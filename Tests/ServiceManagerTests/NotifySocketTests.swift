import Foundation
import ServiceManager
import Testing

struct NotifySocketTests {
    private static func socket(_ name: String, _ more: [String: String] = [:], processID: Int32 = 7) -> NotifySocket? {
        NotifySocket(environment: ["NOTIFY_SOCKET": name].merging(more) { $1 }, processID: processID)
    }

    @Test(arguments: [false, true]) func `each notification is a datagram in the manager's words`(
        isAbstract: Bool
    ) throws {
        let manager = try DatagramReceiver(isAbstract: isAbstract)
        let socket = try #require(Self.socket(manager.name))
        #expect(socket.send(.ready, .status("24 beds\nand more\r\n.")))
        #expect(try manager.receive() == "READY=1\nSTATUS=24 beds and more .")
        #expect(socket.send(.reloading(monotonicMicroseconds: 1_234_567)))
        #expect(try manager.receive() == "RELOADING=1\nMONOTONIC_USEC=1234567")
        #expect(socket.send(.stopping, .extendTimeout(.milliseconds(2500))))
        #expect(try manager.receive() == "STOPPING=1\nEXTEND_TIMEOUT_USEC=2500000")
        #expect(socket.send(.watchdog))
        #expect(try manager.receive() == "WATCHDOG=1")
    }

    @Test func `reloading is dated by the monotonic clock`() throws {
        let manager = try DatagramReceiver(isAbstract: true)
        let socket = try #require(Self.socket(manager.name))
        var (before, after) = (timespec(), timespec())
        clock_gettime(CLOCK_MONOTONIC, &before)
        #expect(socket.send(.reloadingNow()))
        clock_gettime(CLOCK_MONOTONIC, &after)
        let text = try manager.receive()
        let time = try #require(text.split(separator: "=").last.flatMap { Int($0) })
        #expect(
            (before.tv_sec * 1_000_000 + before.tv_nsec / 1000...after.tv_sec * 1_000_000 + after.tv_nsec / 1000)
                .contains(time))
    }

    @Test func `without a manager there is no socket, and a manager that has gone is no fault`() throws {
        #expect(NotifySocket(environment: [:], processID: 7) == nil)
        for name in ["", "/", "@", "relative", "vsock:2:3", "/a\u{0}b", "/" + String(repeating: "x", count: 108)] {
            #expect(Self.socket(name) == nil, "\(name)")
        }
        #expect(Self.socket("/nowhere/\(UUID())")?.send(.ready) == false)
    }

    @Test(arguments: [
        (["WATCHDOG_USEC": "30000000"], Duration.seconds(30) as Duration?),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], .seconds(30)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], nil), ([:], nil), (["WATCHDOG_USEC": "0"], nil),
        (["WATCHDOG_USEC": "-5"], nil), (["WATCHDOG_USEC": "soon"], nil),
    ])
    func `the watchdog's time is ours where it names us or nobody`(_ environment: [String: String], _ time: Duration?) {
        #expect(Self.socket("@x", environment)?.watchdogTimeout == time)
    }
}

/// A service manager's end of the socket.
private final class DatagramReceiver {
    let name: String
    private let descriptor: Int32
    private let path: String?

    init(isAbstract: Bool) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("notify-\(UUID())").path
        path = isAbstract ? nil : file
        name = isAbstract ? "@wardwatch-\(UUID())" : file
        descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t((MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(result == 0, "\(String(cString: strerror(errno)))")
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        try #require(count > 0, "\(String(cString: strerror(errno)))")
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
