import Foundation

/// Messages and records that were made without this project's code, outside the repository.
///
/// They lie in the folder named by `WARDWATCH_SHARED`, or in `shared` beside the package.
enum SharedData {
    private static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_SHARED"] { return URL(fileURLWithPath: path) }
        // Tests/MappingTests/Support/SharedData.swift → the package root → its neighbour
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    private static let hl7 = root.appendingPathComponent("oracles/hl7")

    /// The reference messages by name without extension.
    static let hl7Names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: hl7.path)) ?? []
        return names.filter { $0.hasSuffix(".hl7") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static var hasHL7: Bool { !hl7Names.isEmpty }

    static func hl7Message(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: hl7.appendingPathComponent("\(name).hl7")))
    }

    /// An archive of PhysioNet records.
    enum Archive: String {
        case challenge2012 = "physionet2012_set-a.tar.xz"
        case challenge2019 = "physionet2019-setA.tar.xz"
    }

    static func has(_ archive: Archive) -> Bool {
        FileManager.default.fileExists(atPath: path(archive))
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/tar")
    }

    private static func path(_ archive: Archive) -> String {
        root.appendingPathComponent("data/\(archive.rawValue)").path
    }

    /// One file of an archive; early members are found at once, because tar stops at the first.
    static func member(_ name: String, of archive: Archive) throws -> [UInt8] {
        let tar = Process()
        let output = Pipe()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        tar.arguments = ["--extract", "--to-stdout", "--occurrence=1", "--file", path(archive), name]
        tar.standardOutput = output
        try tar.run()
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        tar.waitUntilExit()
        return bytes
    }
}
