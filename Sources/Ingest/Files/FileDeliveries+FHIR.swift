internal import ClinicalDomain
internal import FHIR

extension FileDeliveries {
    /// The longest line of bulk data, and the largest file that is one JSON document.
    private static let lineLimit = JSONLimits.standard.bytes
    private static let documentLimits = JSONLimits(
        bytes: 64 << 20, depth: 64, members: 1_000, values: 4_000_000, numberLength: 64)
    private static let bundleTypes = ["collection", "batch", "transaction", "searchset"]

    func forEachPieceOfFHIR(
        path: String, phase: Phase, references: inout FHIRReferences, now: @Sendable () -> Instant,
        _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        guard path != "-" else {
            throw IngestError.wrongFormat(
                path: path, reason: "FHIR is read several times, which standard input cannot be",
                remedy: "write it to a file")
        }
        var walk = FHIRWalk(phase: phase, references: references, mapping: settings.fhir)
        var piece = DeliveryPiece()
        if path.hasSuffix(".ndjson") {
            var reader = try LineReader(path: path, limit: Self.lineLimit)
            while let line = try reader.nextLine() {
                let place = "line \(reader.lineNumber)"
                switch line {
                case .whole(let bytes):
                    if Self.isBlank(bytes) || !walk.mayHold(bytes) { continue }
                    piece.add(walk.take(bytes, place: place, received: now()))
                case .tooLong(let start): piece.add(walk.takeTooLong(start, place: place, received: now()))
                }
                try await piece.flush(body)
            }
        } else {
            let (document, bytes) = try Self.document(path)
            let type = document["resourceType"]?.string
            if type == "Bundle" {
                let kind = document["type"]?.string ?? ""
                guard Self.bundleTypes.contains(kind) else {
                    throw IngestError.wrongFormat(
                        path: path, reason: "a Bundle of type \"\(kind.prefix(30))\"",
                        remedy: "export one of \(Self.bundleTypes.joined(separator: ", "))")
                }
                for (index, entry) in (document["entry"]?.array ?? []).enumerated() {
                    piece.add(walk.take(entry: entry, place: "entry \(index + 1)", received: now()))
                    try await piece.flush(body)
                }
            } else if type != nil {
                piece.add(walk.take(document, fullURL: nil, bytes: bytes, place: "", received: now()))
            } else {
                throw IngestError.wrongFormat(
                    path: path, reason: "no resourceType", remedy: "check the FORMAT argument")
            }
        }
        try await piece.flush(atEnd: true, body)
        references = walk.references
        return walk.content
    }

    private static func document(_ path: String) throws(IngestError) -> (JSONValue, [UInt8]) {
        var blocks = try FileBlocks(path: path)
        var bytes: [UInt8] = []
        while true {
            let block = try blocks.next()
            if block.isEmpty { break }
            bytes += block
            guard bytes.count <= documentLimits.bytes else {
                throw .wrongFormat(
                    path: path, reason: "one JSON document of more than \(documentLimits.bytes >> 20) MiB",
                    remedy: "export bulk data: one resource on each line of a file *.ndjson")
            }
        }
        do throws(JSONError) {
            return (try JSONValue(parsing: bytes, limits: documentLimits), bytes)
        } catch {
            throw .wrongFormat(path: path, reason: error.description, remedy: error.hint)
        }
    }
}
