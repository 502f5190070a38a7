public import ClinicalDomain
internal import Foundation
public import Logging

/// A directory into which other programs drop files: each is read, and moved to `done/` or `failed/` after the commit.
///
/// Files are taken in the order of their names. Names that begin with a dot or end in `.tmp` or `.part` are left alone
/// until they are renamed, so that a writer can finish first. A file that was being read when the daemon was killed is
/// read again; what was stored is recognized.
public struct SpoolDirectory: Sendable {
    private let url: URL
    private let sink: any DeliverySink
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// A spool directory; it is made with its sub-directories if it is missing.
    public init(
        path: String, sink: any DeliverySink, logger: Logger, now: @escaping @Sendable () -> Instant
    ) throws(IngestError) {
        url = URL(fileURLWithPath: path)
        (self.sink, self.logger, self.now) = (sink, logger, now)
        do {
            for name in ["done", "failed"] {
                try FileManager.default.createDirectory(
                    at: url.appendingPathComponent(name), withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o750])
            }
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
    }

    /// Reads every file that is there now.
    public func readWaitingFiles() async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        for name in names.sorted() where isReady(name) {
            if Task.isCancelled { return }
            await read(name)
        }
    }

    private func isReady(_ name: String) -> Bool {
        if name.hasPrefix(".") || name.hasSuffix(".tmp") || name.hasSuffix(".part") { return false }
        var isDirectory: ObjCBool = false
        let path = url.appendingPathComponent(name).path
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }

    private func read(_ name: String) async {
        let path = url.appendingPathComponent(name).path
        let extensions = [FileFormat.ndjson, .csv].filter { name.hasSuffix(".\($0.fileExtension)") }
        do {
            guard let format = extensions.first else {
                throw IngestError.wrongFormat(
                    path: path, reason: "the name ends neither in .ndjson nor in .csv", remedy: "rename the file")
            }
            let reader = FileDeliveries(format: format, admitted: Instant(millisecondsSince1970: 0))
            var (lines, repeated, quarantined) = (0, 0, 0)
            try await reader.forEachPiece(path: path, now: now) { piece in
                let receipts = try await sink.append(piece)
                lines += receipts.count
                repeated += receipts.count { $0.isRepetition }
                quarantined += piece.reduce(0) { $0 + $1.quarantine.count }
            }
            try move(name, to: "done")
            logger.info(
                "spool file read",
                metadata: [
                    "lines": "\(lines)", "lines.repeated": "\(repeated)", "lines.quarantined": "\(quarantined)",
                ])
        } catch let error as IngestError {
            logger.error("spool file refused", metadata: ["error": "\(error)", "hint": "\(error.hint)"])
            do { try move(name, to: "failed") } catch {
                logger.error("spool file not moved", metadata: ["error": "\(error)"])
            }
        } catch {
            logger.error("spool file not stored; it is tried again", metadata: ["error": "\(error)"])
        }
    }

    private func move(_ name: String, to directory: String) throws {
        let folder = url.appendingPathComponent(directory)
        var target = folder.appendingPathComponent(name)
        var number = 1
        while FileManager.default.fileExists(atPath: target.path) {
            number += 1
            target = folder.appendingPathComponent("\(name).\(number)")
        }
        try FileManager.default.moveItem(at: url.appendingPathComponent(name), to: target)
    }
}
