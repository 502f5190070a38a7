internal import HL7v2

/// Reads the messages of an HL7 v2 file one after another: plain, in batches, or captured with their MLLP frames.
///
///     FHS|^~\&|…          file header, BHS batch header: both may be missing
///     MSH|^~\&|…          a message begins at each MSH
///     PID|…
///     BTS|2               how many messages the batch holds
///     FTS|1               how many batches the file holds
///
/// The file is cut at every MSH and every envelope segment that stands at the beginning of a line or behind a start
/// block (0B), and ``HL7File`` reads the pieces; memory holds one message and one block of the file. Source: HL7 v2.9,
/// chapter 2, "Batch protocol".
struct HL7FileReader {
    /// What a file holds.
    enum Part: Equatable {
        /// A message.
        case message([UInt8])
        /// Segments that stand outside of any message.
        case strays([UInt8])
        /// A trailer that counts otherwise than the file does.
        case disagreement(Disagreement)
        /// The first bytes of a message that is larger than any may be.
        case tooLarge(start: [UInt8])
    }

    /// A trailer that counts otherwise than the file does.
    struct Disagreement: Equatable {
        /// The header and the trailer.
        var envelope: [UInt8]
        /// `BTS-1` or `FTS-1`.
        var place: String
        /// What the trailer says.
        var stated: Int
        /// What there is.
        var counted: Int
    }

    /// How much is kept of what is no message.
    private static let keptLength = 1 << 16
    private static let names = ["MSH", "FHS", "BHS", "BTS", "FTS"].map { Array($0.utf8) }
    /// Line ends, and what stands around messages in captures and in files from DOS.
    private static let padding: Set<UInt8> = [0x00, 0x09, 0x0A, 0x0B, 0x0D, 0x1A, 0x1C, 0x20]

    private let path: String
    private let limit: Int
    private var blocks: FileBlocks
    private var buffer: [UInt8] = []
    /// Where the piece begins that is handed out next.
    private var start = 0
    /// Bytes before it hold no further beginning of a piece.
    private var scanned = 0
    /// Whether nothing but padding stands between the beginning of a line and ``scanned``.
    private var isAtLineStart = true
    private var isAtEnd = false
    private var hasBegun = false
    private var skipped: [UInt8]?
    private var waiting: [Part] = []

    /// The header of the open batch; nil where none is open.
    private var batch: (header: [UInt8], messages: Int)?
    private var fileHeader: [UInt8] = []
    private var batches = 0

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - path: the file, or `-`.
    ///   - limit: the largest message in bytes.
    /// - Throws: ``IngestError``.
    init(path: String, limit: Int = HL7Limits.standard.bytes) throws(IngestError) {
        (self.path, self.limit) = (path, limit)
        blocks = try FileBlocks(path: path)
    }

    /// The next part, or nil at the end.
    ///
    /// - Throws: ``IngestError``, ``IngestError/wrongFormat(path:reason:remedy:)`` for a file in which no message and no
    ///   envelope begins.
    mutating func next() throws(IngestError) -> Part? {
        while waiting.isEmpty {
            guard let piece = try nextPiece() else { return nil }
            take(piece)
        }
        return waiting.removeFirst()
    }

    // MARK: - What the pieces are

    private mutating func take(_ piece: [UInt8]) {
        if let start = skipped {
            skipped = nil
            waiting.append(.tooLarge(start: start))
            batch?.messages += 1
            return
        }
        let name = Array(piece.prefix(3))
        guard let kind = Self.names.firstIndex(of: name) else {
            waiting.append(.strays(Array(piece.prefix(Self.keptLength))))
            return
        }
        if kind == 0 {
            let messages = HL7File(piece).messages.map { Part.message(Array($0)) }
            waiting += messages
            openBatch(header: [])
            batch?.messages += messages.count
            return
        }
        let segment = Array(piece.prefix { $0 != 0x0D && $0 != 0x0A })
        switch String(decoding: name, as: UTF8.self) {
        case "FHS": (fileHeader, batch, batches) = (segment, nil, 0)
        case "BHS":
            batch = nil
            openBatch(header: segment)
        case "BTS":
            openBatch(header: [])
            if let batch { compare(segment, header: batch.header, place: "BTS-1", counted: batch.messages) }
            batch = nil
        default:
            compare(segment, header: fileHeader, place: "FTS-1", counted: batches)
            (batch, batches) = (nil, 0)
        }
        let rest = piece[segment.count...]
        if !rest.allSatisfy(Self.padding.contains) {
            waiting.append(.strays(Array(rest.drop(while: Self.padding.contains).prefix(Self.keptLength))))
        }
    }

    private mutating func openBatch(header: [UInt8]) {
        guard batch == nil else { return }
        batch = (header, 0)
        batches += 1
    }

    private mutating func compare(_ trailer: [UInt8], header: [UInt8], place: String, counted: Int) {
        let digits = trailer.dropFirst(4).prefix { (0x30...0x39).contains($0) }
        guard digits.count <= 9, let stated = Int(String(decoding: digits, as: UTF8.self)), stated != counted else {
            return
        }
        waiting.append(
            .disagreement(
                Disagreement(
                    envelope: header.isEmpty ? trailer : header + [0x0D] + trailer, place: place, stated: stated,
                    counted: counted)))
    }

    // MARK: - Cutting

    private mutating func nextPiece() throws(IngestError) -> [UInt8]? {
        while true {
            if let boundary = nextBoundary() {
                hasBegun = true
                let piece = Array(buffer[start..<boundary])
                (start, scanned) = (boundary, boundary + 1)
                if skipped != nil || !piece.allSatisfy(Self.padding.contains) { return piece }
                continue
            }
            if isAtEnd {
                guard hasBegun else {
                    throw .wrongFormat(
                        path: path, reason: "no line begins with MSH", remedy: "check the FORMAT argument")
                }
                let piece = Array(buffer[start...])
                (start, scanned) = (buffer.count, buffer.count)
                return piece.allSatisfy(Self.padding.contains) && skipped == nil ? nil : piece
            }
            if buffer.count - start > limit {
                if skipped == nil, hasBegun { skipped = Array(buffer[start...].prefix(Self.keptLength)) }
                start = scanned
            }
            let isFirst = !hasBegun && buffer.isEmpty
            buffer.removeSubrange(..<start)
            scanned -= start
            start = 0
            let block = try blocks.next()
            isAtEnd = block.isEmpty
            buffer += isFirst && block.starts(with: [0xEF, 0xBB, 0xBF]) ? block.dropFirst(3) : block[...]
        }
    }

    /// The next place where a piece begins; what was looked at once is not looked at again.
    private mutating func nextBoundary() -> Int? {
        while scanned < buffer.count {
            let byte = buffer[scanned]
            if byte == 0x0A || byte == 0x0B || byte == 0x0D {
                isAtLineStart = true
            } else if isAtLineStart, !Self.padding.contains(byte) {
                guard scanned + 3 <= buffer.count || isAtEnd else { return nil }
                isAtLineStart = false
                if Self.names.contains(where: { buffer[scanned...].starts(with: $0) }) { return scanned }
            }
            scanned += 1
        }
        return nil
    }
}
