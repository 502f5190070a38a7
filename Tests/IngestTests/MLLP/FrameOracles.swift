import Foundation
import Ingest

/// The recorded streams with their framing bytes, in the folder shared beside the tree or named by WARDWATCH_SHARED.
enum FrameOracles {
    static let folder: URL? = {
        let shared =
            ProcessInfo.processInfo.environment["WARDWATCH_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../shared")
        let folder = shared.appendingPathComponent("oracles/hl7").standardizedFileURL
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder?.path ?? "").filter { $0.hasPrefix("frame_") }
            .sorted()
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent(name)))
    }

    /// MSH-10 of a frame, counted in separators; `fault` for what is no frame.
    static func controlID(_ inbound: MLLPInbound) -> String {
        guard case .frame(let frame) = inbound else { return "fault" }
        let fields = frame.bytes.prefix { $0 != 0x0D }.split(separator: 0x7C, omittingEmptySubsequences: false)
        return fields.count > 9 ? String(decoding: fields[9], as: UTF8.self) : ""
    }
}
