public import ClinicalDomain
internal import Foundation
internal import Mapping

/// Reads files of a known format as deliveries, in pieces that each become one transaction.
///
/// Memory holds one piece and the longest line or message, whatever the size of the file; FHIR files that are one JSON
/// document are read whole.
public struct FileDeliveries: Sendable {
    /// What of a file is read: the subjects of FHIR files come before their results, wherever they stand.
    public enum Phase: Sendable, Hashable {
        /// Patients of a FHIR file.
        case patients
        /// Encounters of a FHIR file.
        case encounters
        /// Everything else, and everything of the other formats.
        case results
    }

    /// The format of the files.
    public let format: FileFormat
    let settings: FileSettings

    /// A reader for files of a format.
    public init(format: FileFormat, settings: FileSettings) { (self.format, self.settings) = (format, settings) }

    /// A reader for files of a format with the built-in channels, at a site in UTC.
    ///
    /// - Parameter admitted: the admission of records that carry no dates.
    public init(format: FileFormat, admitted: Instant) {
        self.init(format: format, settings: FileSettings(admitted: admitted))
    }

    /// The phases in which several files are read, each over all of them.
    public var phases: [Phase] { format == .fhir ? [.patients, .encounters, .results] : [.results] }

    /// Reads a file and hands its deliveries on, piece by piece.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input (CSV, NDJSON and HL7).
    ///   - now: gives the time of reception.
    ///   - body: takes a piece; when it throws, reading ends.
    /// - Throws: ``IngestError``, or what `body` throws.
    @discardableResult
    public func forEachPiece(
        path: String, now: @Sendable () -> Instant, _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        var references = FHIRReferences()
        var content = FileContent()
        for phase in phases {
            content += try await forEachPiece(path: path, phase: phase, references: &references, now: now, body)
        }
        return content
    }

    /// Reads one phase of a file and hands its deliveries on, piece by piece.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input (CSV, NDJSON and HL7).
    ///   - phase: one of ``phases``.
    ///   - references: whom references in FHIR files mean; filled by one phase, used by the next.
    ///   - now: gives the time of reception.
    ///   - body: takes a piece; when it throws, reading ends.
    /// - Throws: ``IngestError``, or what `body` throws.
    public func forEachPiece(
        path: String, phase: Phase, references: inout FHIRReferences, now: @Sendable () -> Instant,
        _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        switch format {
        case .physionet2019, .physionet2012:
            let records = try records(path: path, received: now())
            try await body(records)
            var content = FileContent()
            content.entries = records.count
            return content
        case .ndjson: return try await forEachPieceOfNDJSON(path: path, now: now, body)
        case .csv: return try await forEachPieceOfCSV(path: path, now: now, body)
        case .hl7: return try await forEachPieceOfHL7(path: path, now: now, body)
        case .fhir:
            return try await forEachPieceOfFHIR(path: path, phase: phase, references: &references, now: now, body)
        }
    }

    /// The deliveries of a file of one of the PhysioNet formats, which hold one patient each.
    ///
    /// - Throws: ``IngestError``.
    public func records(path: String, received: Instant) throws(IngestError) -> [Delivery] {
        let bytes = try FileDeliveries.read(path)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        do throws(FileFormatError) {
            return format == .physionet2019
                ? [try PhysioNet2019Mapping(admitted: settings.admitted).map(bytes, name: name, received: received)]
                : try PhysioNet2012Mapping(admitted: settings.admitted).map(bytes, name: name, received: received)
        } catch {
            throw IngestError(path: path, error)
        }
    }

    /// The bytes of a whole file.
    ///
    /// - Throws: ``IngestError``.
    public static func read(_ path: String) throws(IngestError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
    }
}
