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
        /// Rows, lines, messages, resources or records that have been stored.
        public var records = 0
        /// Messages and resources that are valid and not for us.
        public var ignored = 0
        /// Records that had been stored before.
        public var repeated = 0
        /// Observations that were stored.
        public var observations = 0
        /// Entries that went to quarantine, those of repeated records left out.
        public var quarantined = 0
        /// The same by reason.
        public var reasons: [QuarantineEntry.Reason: Int] = [:]
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
    ///   - settings: what the site says about its files; also the admission of records that carry no dates.
    ///   - sink: where they go.
    ///   - now: the clock.
    public init(
        format: FileFormat, settings: FileSettings, sink: any DeliverySink, now: @escaping @Sendable () -> Instant
    ) {
        reader = FileDeliveries(format: format, settings: settings)
        (self.sink, self.now) = (sink, now)
    }

    /// The files that paths mean: files as they are, directories as the files in them with the format's extensions, in
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
            let found = names.filter { name in format.fileExtensions.contains { name.hasSuffix(".\($0)") } }.sorted()
            if found.isEmpty {
                throw .nothingToRead(path: path, fileExtension: format.fileExtensions.joined(separator: " or *."))
            }
            files += found.map { "\(path)/\($0)" }
        }
        return files
    }

    /// Imports files.
    ///
    /// A file that is not of the format is counted, reported and passed over; everything else goes on. Formats of several
    /// phases go through all files phase by phase: the patients of all FHIR files come before their observations.
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
        var references = FHIRReferences()
        var refusedFiles: Set<String> = []
        var waiting: [Delivery] = []
        for phase in reader.phases {
            for file in files where !refusedFiles.contains(file) {
                do {
                    let content = try await reader.forEachPiece(
                        path: file, phase: phase, references: &references, now: now
                    ) { piece in
                        waiting += piece
                        if waiting.count >= Self.deliveriesPerTransaction {
                            try await store(&waiting, &state)
                            progress(state)
                        }
                    }
                    state.ignored += content.ignored
                } catch let error as IngestError {
                    refusedFiles.insert(file)
                    state.filesRefused += 1
                    refused(error)
                }
                if phase == reader.phases.last || refusedFiles.contains(file) { state.filesDone += 1 }
            }
        }
        try await store(&waiting, &state)
        progress(state)
        return state
    }

    private func store(_ deliveries: inout [Delivery], _ state: inout Progress) async throws {
        for (delivery, receipt) in zip(deliveries, try await sink.append(deliveries)) {
            state.records += 1
            state.observations += receipt.observations
            if receipt.isRepetition {
                state.repeated += 1
                continue
            }
            state.quarantined += delivery.quarantine.count
            for entry in delivery.quarantine { state.reasons[entry.reason, default: 0] += 1 }
        }
        deliveries = []
    }
}
