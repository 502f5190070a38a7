import Foundation
import Testing

/// A TCP connection to this machine, byte by byte.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What comes until the other side closes; nil when it does not.
    func rest() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [descriptor] in
                var all: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    if count > 0 {
                        all += buffer[..<count]
                        continue
                    }
                    // Closed in order, or with what we sent not read.
                    let isClosed = count == 0 || errno == ECONNRESET
                    continuation.resume(returning: isClosed ? String(decoding: all, as: UTF8.self) : nil)
                    return
                }
            }
        }
    }

    /// Reads until a text has come; fails when the other side closes before.
    func read(until text: String) async throws {
        var all = ""
        while !all.contains(text) {
            let bytes = await next()
            try #require(!bytes.isEmpty, "closed after \(all)")
            all += bytes
        }
    }

    /// The next bytes, at most a socket's worth.
    func next() async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [descriptor] in
                var buffer = [UInt8](repeating: 0, count: 65_536)
                let count = max(0, recv(descriptor, &buffer, buffer.count, 0))
                continuation.resume(returning: String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }
}
