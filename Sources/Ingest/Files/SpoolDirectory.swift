public import ClinicalDomain
internal import Foundation
public import Logging

/// A directory into which other programs drop files: each is read, and moved to `done/` or `failed/` after the commit.
///
/// Files are taken in the order of their names; the name says the format (``FileFormat/recognized(path:)``). Names that
/// begin with a dot or end in `.tmp` or `.part` are left alone until they are renamed, so that a writer can finish first.
/// A file that was being read when the daemon was killed is read again; what was stored is recognized. Beside a file that
/// was moved lies `NAME.report.json` (``FileReport``): what was stored, and the first problems.
public struct SpoolDirectory: Sendable {
    private let url: URL
    private let settings: FileSettings
    private let sink: any DeliverySink
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// A spool directory; it is made with its sub-directories if it is missing.
    ///
    /// - Throws: ``IngestError``.
    public init(
        path: String, settings: FileSettings = FileSettings(), sink: any DeliverySink, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) throws(IngestError) {
        url = URL(fileURLWithPath: path)
        (self.settings, self.sink, self.logger, self.now) = (settings, sink, logger, now)
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
        // No links: whoever may drop files here must not have others read to them.
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.appendingPathComponent(name).path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    private func read(_ name: String) async {
        var report = FileReport(file: name, started: now())
        do {
            do {
                try await store(name, &report)
            } catch let error as IngestError {
                // Without the directory, which the reader of the report knows.
                let prefix = "\(url.appendingPathComponent(name).path): "
                report.error = "\(error)".replacing(prefix, with: "")
                report.hint = error.hint
            }
            report.ended = now()
            try move(name, report)
            // No file name and no error text: either may hold what identifies a patient.
            logger.log(
                level: report.error == nil ? .info : .error,
                report.error == nil ? "spool file read" : "spool file refused; see its report in failed",
                metadata: [
                    "format": "\(report.format ?? "unknown")", "entries": "\(report.entries)",
                    "entries.ignored": "\(report.ignored)", "entries.repeated": "\(report.repeated)",
                    "observations": "\(report.observations)", "quarantined": "\(report.quarantined)",
                ])
        } catch {
            logger.error("spool file not stored or not moved; it is tried again", metadata: ["error": "\(error)"])
        }
    }

    private func store(_ name: String, _ report: inout FileReport) async throws {
        let path = url.appendingPathComponent(name).path
        let format = try FileFormat.recognized(path: path)
        report.format = format.rawValue
        let reader = FileDeliveries(format: format, settings: settings)
        var found = report
        defer { report = found }
        let content = try await reader.forEachPiece(path: path, now: now) { piece in
            found.add(piece, try await sink.append(piece))
        }
        (found.entries, found.ignored) = (content.entries, content.ignored)
    }

    /// Moves a file with its report; the report is written first, so that no file lies there without one.
    private func move(_ name: String, _ report: FileReport) throws {
        let folder = url.appendingPathComponent(report.error == nil ? "done" : "failed")
        var target = folder.appendingPathComponent(name)
        var number = 1
        while FileManager.default.fileExists(atPath: target.path) {
            number += 1
            target = folder.appendingPathComponent("\(name).\(number)")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(report).write(
            to: folder.appendingPathComponent("\(target.lastPathComponent).report.json"), options: .atomic)
        try FileManager.default.moveItem(at: url.appendingPathComponent(name), to: target)
    }
}
