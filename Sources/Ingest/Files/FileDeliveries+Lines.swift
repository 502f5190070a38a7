internal import ClinicalDomain
internal import Mapping

extension FileDeliveries {
    func forEachPieceOfNDJSON(
        path: String, now: @Sendable () -> Instant, _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        let mapping = NDJSONMapping(channels: settings.channels)
        var reader = try LineReader(path: path)
        var content = FileContent()
        var piece = DeliveryPiece()
        while let line = try reader.nextLine() {
            switch line {
            case .whole(let line):
                if Self.isBlank(line) { continue }
                piece.add([mapping.map(line: line, number: reader.lineNumber, received: now())])
            case .tooLong(let start):
                piece.add([Self.refusal(ofLine: reader.lineNumber, start: start, format: .ndjson, received: now())])
            }
            content.entries += 1
            try await piece.flush(body)
        }
        try await piece.flush(atEnd: true, body)
        return content
    }

    func forEachPieceOfCSV(
        path: String, now: @Sendable () -> Instant, _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        var mapping = CSVFileMapping(site: settings.csv)
        var reader = try LineReader(path: path)
        var content = FileContent()
        var piece = DeliveryPiece()
        while true {
            var rows: [Delivery] = []
            let line = try reader.nextLine()
            do throws(FileFormatError) {
                switch line {
                case .whole(let line):
                    rows = try mapping.take(line: line, number: reader.lineNumber, received: now())
                case .tooLong(let start):
                    rows = [Self.refusal(ofLine: reader.lineNumber, start: start, format: .csv, received: now())]
                case nil: rows = try mapping.finish(received: now())
                }
            } catch {
                throw IngestError(path: path, error)
            }
            content.entries += rows.count
            piece.add(rows)
            try await piece.flush(atEnd: line == nil, body)
            if line == nil { return content }
        }
    }

    static func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy { $0 == 32 || $0 == 9 } }

    /// A line that is longer than lines may be; its beginning is kept.
    static func refusal(
        ofLine number: Int, start: [UInt8], format: Delivery.Message.Format, received: Instant
    ) -> Delivery {
        let message = Delivery.Message(
            format: format, source: "",
            identity: MessageIdentity.digest(Array("line too long \(number)".utf8), start), body: start,
            received: received)
        let entry = QuarantineEntry(
            reason: .unparseable, place: "line \(number)", found: String(decoding: start, as: UTF8.self),
            hint: "the line is longer than lines may be; only its beginning is kept")
        return Delivery(message: message, subject: nil, quarantine: [entry])
    }
}
