public import ClinicalDomain
internal import Foundation
internal import Mapping

/// Reads a file of a known format as deliveries, in pieces that each become one transaction.
public struct FileDeliveries: Sendable {
    /// Lines of CSV or NDJSON in one transaction.
    private static let linesPerPiece = 2000

    /// The format of the file.
    public let format: FileFormat
    /// The admission of records that carry no dates.
    public let admitted: Instant

    /// A reader for files of a format.
    public init(format: FileFormat, admitted: Instant) { (self.format, self.admitted) = (format, admitted) }

    /// Reads a file and hands its deliveries on, piece by piece.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input (CSV and NDJSON).
    ///   - now: gives the time of reception.
    ///   - body: takes a piece; when it throws, reading ends.
    /// - Throws: ``IngestError``, or what `body` throws.
    public func forEachPiece(
        path: String, now: @Sendable () -> Instant, _ body: ([Delivery]) async throws -> Void
    ) async throws {
        switch format {
        case .physionet2019, .physionet2012:
            try await body(try records(path: path, received: now()))
        case .ndjson:
            let mapping = NDJSONMapping()
            try await forEachPieceOfLines(path: path, body) { line, number in
                mapping.map(line: line, number: number, received: now())
            }
        case .csv:
            var mapping: CSVMapping?
            try await forEachPieceOfLines(path: path, body) { line, number in
                let text = String(decoding: line, as: UTF8.self)
                guard let known = mapping else {
                    do throws(FileFormatError) {
                        mapping = try CSVMapping(headerLine: text)
                    } catch {
                        throw IngestError(path: path, error)
                    }
                    return nil
                }
                return known.map(row: text, number: number, received: now())
            }
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
                ? [try PhysioNet2019Mapping(admitted: admitted).map(bytes, name: name, received: received)]
                : try PhysioNet2012Mapping(admitted: admitted).map(bytes, name: name, received: received)
        } catch {
            throw IngestError(path: path, error)
        }
    }

    private func forEachPieceOfLines(
        path: String, _ body: ([Delivery]) async throws -> Void, map: ([UInt8], Int) throws -> Delivery?
    ) async throws {
        var piece: [Delivery] = []
        var number = 0
        var reader = try LineReader(path: path)
        while let line = try reader.next() {
            number += 1
            if line.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            if let delivery = try map(line, number) { piece.append(delivery) }
            if piece.count == Self.linesPerPiece {
                try await body(piece)
                piece = []
            }
        }
        if !piece.isEmpty { try await body(piece) }
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
