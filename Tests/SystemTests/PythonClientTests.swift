import Foundation
import Testing

extension EndToEnd {
    /// Clients that other people wrote, as hospitals have them.
    @Suite(.enabled(if: Executables.hasPython, "a Python with the package hl7 is there, or WARDWATCH_PYTHON names it"))
    struct PythonClientTests {
        private func messages(_ workspace: Workspace, count: Int) throws -> [String] {
            try (0..<count).map { number in
                let message = WardMessage(
                    controlID: "PY\(number)", patient: "python", effective: admission + number * 60,
                    results: WardResult.well)
                return try workspace.write(message.text, to: "py\(number).hl7")
            }
        }

        @Test(.enabled(if: Executables.hasOracles, "the folder shared is there, or WARDWATCH_SHARED names it"))
        func `the asyncio client of python-hl7 gets every acknowledgement on one connection`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let sender = Executables.shared.appendingPathComponent("oracles/tools/asyncio_sender.py").path
            let result = try await run(
                Executables.python, [sender, "\(daemon.mllpPort)"] + messages(workspace, count: 30))
            #expect(result.output.contains("AA 30 of 30"), "\(result.output)\(result.errors)")
            #expect(!result.output.contains("mismatch"))
            #expect(try await workspace.count("SELECT count(*) FROM observation") == 30 * WardResult.well.count)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `mllp_send gets its acknowledgement`() async throws {
            let workspace = try Workspace()
            let daemon = try await DaemonProcess(in: workspace)
            let file = try messages(workspace, count: 1)[0]
            // It frames what it reads only with --loose; a user's file is not framed.
            let result = try await run(
                Executables.mllpSend, ["--loose", "--port", "\(daemon.mllpPort)", "--file", file, "127.0.0.1"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("MSA|AA|PY0"), "\(result.output)\(result.errors)")
            #expect(try await workspace.count("SELECT count(*) FROM message") == 1)
            #expect(try await daemon.stop() == 0)
        }
    }
}
