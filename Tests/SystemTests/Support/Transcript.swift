import Foundation

/// A file of command lines with everything that they print: lines that begin with `$ ` are run, the rest is what came.
///
/// Standard output stands as it is, standard error behind `! `, a status that is not 0 in brackets at the end. Only what
/// differs between machines and runs is replaced: clock times, figures of networks, digests, sizes.
struct Transcript {
    /// The folder of the golden files.
    static let folder = Executables.packageRoot.appendingPathComponent("Tests/SystemTests/Golden")
    /// Whether files are written instead of compared: `WARDWATCH_GOLDEN=write`, as `make golden` says.
    static let isWriting = ProcessInfo.processInfo.environment["WARDWATCH_GOLDEN"] == "write"

    /// The files of a folder, by name.
    static func names(in part: String) -> [String] {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(part).path)
        return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }

    let url: URL
    /// What the file holds; empty where there is none.
    let text: String

    init(_ path: String) {
        url = Self.folder.appendingPathComponent(path)
        text = String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
    }

    /// The command lines, and comments.
    var script: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("$ ") || $0.hasPrefix("# ") }.map(String.init)
    }

    /// Runs the lines one after another.
    ///
    /// - Returns: the file as it should be.
    func run(in workspace: Workspace) async throws -> String {
        var parts: [String] = []
        for line in script {
            guard line.hasPrefix("$ ") else {
                parts.append(line)
                continue
            }
            let result = try await workspace.shell(String(line.dropFirst(2)))
            let errors = result.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let output = result.output.isEmpty || result.output.hasSuffix("\n") ? result.output : result.output + "\n"
            parts.append(
                line + "\n" + Self.normalized(output, workspace)
                    + Self.normalized(errors.map { "! \($0)\n" }.joined(), workspace)
                    + (result.status == 0 ? "" : "[\(result.status)]\n"))
        }
        return parts.joined(separator: "\n")
    }

    func write(_ text: String) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private static func normalized(_ text: String, _ workspace: Workspace) -> String {
        text.replacing(workspace.directory.path, with: "DIR").replacing("\r", with: "␍")
            // Clock times; those of the data are from 2020 or before.
            .replacing(#/20(?!20-|19-)\d\d-\d\d-\d\dT\d\d:\d\dZ/#, with: "<clock time>.....")
            .replacing(#/20(?!20-|19-)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#, with: "<clock time>........")
            .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "<identity>")
            // What networks say has the same bits only on the same kind of machine.
            .replacing(#/-?\d+\.\d{5,}(e-?\d+)?/#, with: "<figure>")
            .replacing(#/-?\d\.\d{3,4}\b/#) { String(repeating: "#", count: $0.output.count) }
            .replacing(#/\b\d+\.\d %/#) { String(repeating: "#", count: $0.output.count) }
            .replacing(#/\b(?=[0-9]*[a-f])[0-9a-f]{16,64}\b/#.wordBoundaryKind(.simple), with: "<digest>")
            .replacing(#/\d+\.\d+ (s|days old|h old)\b/#) { "# \($0.output.1)" }
            .replacing(#/\d+ (MB|observations/s)\b/#) { "# \($0.output.1)" }
            .replacing(#/process \d+/#, with: "process #")
            .replacing(NSUserName(), with: "user")
    }
}
