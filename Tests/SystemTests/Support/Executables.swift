import Foundation

/// Where the things are that a test starts or reads.
enum Executables {
    private static let environment = ProcessInfo.processInfo.environment

    /// Tests/SystemTests/Support/Executables.swift → the package.
    static let packageRoot: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }()

    /// The directory of `wardwatch` and `wardwatchd`: `WARDWATCH_BIN`, or the debug build of the package.
    static let directory =
        environment["WARDWATCH_BIN"].map { URL(fileURLWithPath: $0) }
        ?? packageRoot.appendingPathComponent(".build/debug")

    static var areThere: Bool {
        ["wardwatch", "wardwatchd"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: directory.appendingPathComponent($0).path)
        }
    }

    /// A Python that has the package `hl7`: `WARDWATCH_PYTHON`, or the virtual environment below the build directory.
    static let python =
        environment["WARDWATCH_PYTHON"] ?? packageRoot.appendingPathComponent(".build/venv/bin/python").path

    /// The programs of the package `hl7` lie beside its Python.
    static let mllpSend = URL(fileURLWithPath: python).deletingLastPathComponent().appendingPathComponent("mllp_send")
        .path

    static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: mllpSend) }

    /// Oracles and recorded patients, outside the repository.
    static let shared =
        environment["WARDWATCH_SHARED"].map { URL(fileURLWithPath: $0) }
        ?? packageRoot.deletingLastPathComponent().appendingPathComponent("shared")

    static var hasOracles: Bool {
        FileManager.default.fileExists(atPath: shared.appendingPathComponent("oracles/hl7/MANIFEST.json").path)
    }

    /// A program of the system by its name.
    static func find(_ name: String) -> String? {
        (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
