internal import ClinicalDomain
internal import Mapping

extension FileDeliveries {
    func forEachPieceOfHL7(
        path: String, now: @Sendable () -> Instant, _ body: ([Delivery]) async throws -> Void
    ) async throws -> FileContent {
        var reader = try HL7FileReader(path: path)
        var content = FileContent()
        var piece = DeliveryPiece()
        while let part = try reader.next() {
            let received = now()
            switch part {
            case .message(let bytes):
                let mapped = settings.hl7.map(bytes, received: received)
                content.entries += 1
                if mapped.verdict == .ignored { content.ignored += 1 }
                piece.add(mapped.deliveries)
            case .strays(let bytes):
                let entry = QuarantineEntry(
                    reason: .framing, place: "before MSH", found: Self.segmentNames(bytes),
                    hint: "segments outside of any message; check that no MSH is missing")
                piece.add([Self.delivery(of: entry, body: bytes, received: received)])
            case .tooLarge(let start):
                content.entries += 1
                let entry = QuarantineEntry(
                    reason: .framing, place: "MSH", found: String(decoding: start.prefix(60), as: UTF8.self),
                    hint: "the message is larger than messages may be; only its beginning is kept")
                piece.add([Self.delivery(of: entry, body: start, received: received)])
            case .disagreement(let trailer):
                let kind = trailer.place == "BTS-1" ? "messages in the batch" : "batches in the file"
                let entry = QuarantineEntry(
                    reason: .framing, place: trailer.place, found: String(trailer.stated),
                    hint: "there are \(trailer.counted) \(kind); check that the file is whole")
                piece.add([Self.delivery(of: entry, body: trailer.envelope, received: received)])
            }
            try await piece.flush(body)
        }
        try await piece.flush(atEnd: true, body)
        return content
    }

    /// What a file holds besides messages.
    private static func delivery(of entry: QuarantineEntry, body: [UInt8], received: Instant) -> Delivery {
        let message = Delivery.Message(
            format: .hl7v2, source: "",
            identity: MessageIdentity.digest(
                Array("hl7 file \(entry.place) \(entry.found) \(entry.hint)".utf8), body),
            body: body, received: received)
        return Delivery(message: message, subject: nil, quarantine: [entry])
    }

    private static func segmentNames(_ bytes: [UInt8]) -> String {
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.filter { $0.count >= 3 }
        return lines.prefix(20).map { String(decoding: $0.prefix(3), as: UTF8.self) }.joined(separator: " ")
    }
}
