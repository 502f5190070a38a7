import Foundation
import Testing

/// The service manager's end of the socket that `sd_notify(3)` describes, in a file or in the abstract name space.
final class ManagerSocket {
    /// For `NOTIFY_SOCKET`.
    let name: String
    private let descriptor: Int32
    /// All that came so far, one datagram after another.
    private(set) var received: [String] = []

    init(in workspace: Workspace, isAbstract: Bool = false) throws {
        let path = workspace.path("notify")
        name = isAbstract ? "@wardwatch-\(UUID())" : path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t((MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(result == 0, "\(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Waits for a datagram with a line, and forgets it and those before it.
    func waitFor(_ line: String) async throws -> String {
        try await poll("the notification \(line); so far \(received)") {
            drain()
            guard let index = received.firstIndex(where: { $0.split(separator: "\n").contains { $0.hasPrefix(line) } })
            else { return nil }
            defer { received.removeSubrange(...index) }
            return received[index]
        }
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 { return }
            received.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
