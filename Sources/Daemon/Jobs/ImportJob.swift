public import ClinicalDomain
internal import Foundation
public import Ingest

/// Brings files of history in, each once: what was stored before is recognized, so an interrupted import goes on.
public struct ImportJob: Sendable {
    /// How far an import is.
    public struct Progress: Sendable, Hashable {
        /// Files there are.
        public var files = 0
        /// Files that have been read.
        public var filesDone = 0
        /// Files that could not be read as the format.
        public var filesRefused = 0
        /// Records or lines.
        public var records = 0
        /// Records that had been stored before.
        public var repeated = 0
        /// Observations that were stored.
        public var observations = 0
        /// Entries that went to quarantine, those of repeated records left out.
        public var quarantined = 0
    }

    /// Small files that share a transaction.
    private static let deliveriesPerTransaction = 500

    private let reader: FileDeliveries
    private let sink: any DeliverySink
    private let now: @Sendable () -> Instant

    /// An import.
    ///
    /// - Parameters:
    ///   - format: the format of the files.
    ///   - admitted: the admission of records that carry no dates.
    ///   - sink: where they go.
    ///   - now: the clock.
    public init(
        format: FileFormat, admitted: Instant, sink: any DeliverySink, now: @escaping @Sendable () -> Instant
    ) {
        reader = FileDeliveries(format: format, admitted: admitted)
        (self.sink, self.now) = (sink, now)
    }

    /// The files that paths mean: files as they are, directories as the files in them with the format's extension, in
    /// order of name; `-` is standard input.
    ///
    /// - Throws: ``IngestError`` for a path that is not there and a directory without such files.
    public static func files(of paths: [String], format: FileFormat) throws(IngestError) -> [String] {
        var files: [String] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard path == "-" || FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw .missing(path: path)
            }
            guard isDirectory.boolValue else {
                files.append(path)
                continue
            }
            let names = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }) ?? []
            let found = names.filter { $0.hasSuffix(".\(format.fileExtension)") }.sorted()
            if found.isEmpty { throw .nothingToRead(path: path, fileExtension: format.fileExtension) }
            files += found.map { "\(path)/\($0)" }
        }
        return files
    }

    /// Imports files.
    ///
    /// A file that is not of the format is counted, reported and passed over; everything else goes on.
    ///
    /// - Parameters:
    ///   - files: see ``files(of:format:)``.
    ///   - refused: told of each file that was passed over.
    ///   - progress: told after each transaction.
    /// - Throws: what the sink throws; what was committed until then stays.
    public func run(
        files: [String], refused: (IngestError) -> Void, progress: (Progress) -> Void
    ) async throws -> Progress {
        var state = Progress()
        state.files = files.count
        var waiting: [Delivery] = []
        for file in files {
            do {
                try await reader.forEachPiece(path: file, now: now) { piece in
                    waiting += piece
                    if waiting.count >= Self.deliveriesPerTransaction {
                        try await store(&waiting, &state)
                        progress(state)
                    }
                }
            } catch let error as IngestError {
                state.filesRefused += 1
                refused(error)
            }
            state.filesDone += 1
        }
        try await store(&waiting, &state)
        progress(state)
        return state
    }

    private func store(_ deliveries: inout [Delivery], _ state: inout Progress) async throws {
        for (delivery, receipt) in zip(deliveries, try await sink.append(deliveries)) {
            state.records += 1
            state.observations += receipt.observations
            if receipt.isRepetition { state.repeated += 1 } else { state.quarantined += delivery.quarantine.count }
        }
        deliveries = []
    }
}
