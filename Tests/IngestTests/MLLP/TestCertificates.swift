import Foundation
import Ingest
import TransportSecurity

/// Two certificate authorities and the certificates that they signed, made by `openssl` in a directory of their own.
final class TestCertificates: Sendable {
    private let directory: URL

    static let openssl = "/usr/bin/openssl"
    static let isPossible = FileManager.default.isExecutableFile(atPath: openssl)

    init() async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for authority in ["authority", "other-authority"] {
            try await make(
                authority, ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign"])
        }
        try await make("server", signer: "authority", ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        try await make("elsewhere", signer: "authority", ["-addext", "subjectAltName=DNS:elsewhere.example"])
        try await make("client", signer: "authority", [])
        try await make("stranger", signer: "other-authority", [])
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var authority: String { path("authority.pem") }
    var otherAuthority: String { path("other-authority.pem") }
    /// For `localhost` and 127.0.0.1.
    var server: TLSFiles { files("server") }
    /// A server of another name.
    var elsewhere: TLSFiles { files("elsewhere") }
    var client: TLSFiles { files("client") }
    /// Signed by the other authority.
    var stranger: TLSFiles { files("stranger") }

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        return path(name)
    }

    /// Runs `openssl` and returns what it wrote to standard output.
    ///
    /// - Parameters:
    ///   - arguments: what it is to do.
    ///   - input: its standard input.
    ///   - count: after so many bytes of output it is ended; nil waits until it ends.
    @discardableResult
    func run(_ arguments: [String], input: [UInt8] = [], count: Int? = nil) async throws -> [UInt8] {
        // On a thread of its own: waiting for a process would take one from the server that answers it.
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try Self.wait(arguments, input: input, count: count) })
            }
        }
    }

    private static func wait(_ arguments: [String], input: [UInt8], count: Int?) throws -> [UInt8] {
        let process = Process()
        let (standardInput, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: openssl)
        process.arguments = arguments
        (process.standardInput, process.standardOutput) = (standardInput, output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        standardInput.fileHandleForWriting.write(Data(input))
        try standardInput.fileHandleForWriting.close()
        var bytes: [UInt8] = []
        while bytes.count < count ?? .max {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        if let count, bytes.count >= count {
            // The test runner blocks other signals, and so does what it starts.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return bytes
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return bytes
    }

    private func files(_ name: String) -> TLSFiles {
        TLSFiles(certificate: path("\(name).pem"), privateKey: path("\(name).key"))
    }

    private func make(_ name: String, signer: String? = nil, _ extensions: [String]) async throws {
        var arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"),
        ]
        if let signer { arguments += ["-CA", path("\(signer).pem"), "-CAkey", path("\(signer).key")] }
        try await run(arguments + extensions)
    }
}
