internal import ClinicalDomain
internal import HL7v2
internal import Ingest
internal import Logging
internal import Mapping
internal import Metrics

/// One message in, one answer out: decode, map, append, and only then acknowledge.
///
/// A block that holds a batch (`BHS` or `FHS`) is one transaction, and its answer a batch with one acknowledgment for
/// each message that wants one (HL7 v2, chapter 2, "Batch handling").
struct MLLPIngest: Sendable {
    /// How much is kept of bytes that belong to no block: enough to see what they are, and no way to fill the disk.
    private static let keptOutsideBlock = 4096

    private let listener: String
    private let maximumMessageSize: Int
    private let acknowledgment: AcknowledgmentPolicy
    private let mapping: HL7Mapping
    private let sink: MeteredSink
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - endpoint: where the messages come in.
    ///   - mapping: what they mean.
    ///   - sink: where they go.
    ///   - logger: gets what could not be stored, never message content.
    ///   - now: the clock.
    init(
        endpoint: MLLPEndpoint, mapping: HL7Mapping, sink: any DeliverySink, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        (listener, maximumMessageSize, acknowledgment) = (
            endpoint.name, endpoint.maximumMessageSize, endpoint.acknowledgment
        )
        (self.mapping, self.logger, self.now) = (mapping, logger, now)
        self.sink = MeteredSink(base: sink, listener: endpoint.name)
    }

    /// Stores what a frame holds and gives the answer, or nil where the sender wants none.
    func answer(to frame: MLLPFrame) async -> [UInt8]? {
        if frame.lacksStartBlock {
            Counter(label: "wardwatch_mllp_missing_start_blocks_total", dimensions: [("listener", listener)])
                .increment()
        }
        guard let messages = batch(frame.bytes) else {
            return await acknowledgments(of: [frame.bytes]).first
        }
        let answers = await acknowledgments(of: messages)
        // Senders that wrap single messages in a batch seldom read a batch.
        return answers.count <= 1 ? answers.first : Self.batch(of: answers)
    }

    /// Quarantines bytes that were no message, and answers one that was too large.
    func answer(to fault: MLLPFault) async -> [UInt8]? {
        let entry = QuarantineEntry(
            reason: .framing, place: "\(fault.kind.rawValue), \(fault.byteCount) bytes",
            found: String(decoding: fault.bytes.prefix(60), as: UTF8.self), hint: fault.hint)
        let message = Delivery.Message(
            format: .hl7v2, source: "",
            identity: MessageIdentity.digest(Array("framing \(fault.kind.rawValue)".utf8), fault.bytes),
            body: Array(fault.bytes.prefix(fault.kind == .bytesOutsideBlock ? Self.keptOutsideBlock : .max)),
            received: now())
        let isStored = await append([Delivery(message: message, subject: nil, quarantine: [entry])])
        guard fault.kind == .messageTooLarge, isStored else { return nil }
        let error = HL7Error.limitExceeded(.bytes, limit: maximumMessageSize, byteOffset: maximumMessageSize)
        return acknowledgment(
            .rejected, to: try? HL7Message(parsingHeaderOf: fault.bytes), errors: [AcknowledgmentError(error)])
    }

    /// The answers to messages that are stored in one transaction; none for those that want none.
    private func acknowledgments(of messages: [[UInt8]]) async -> [[UInt8]] {
        let received = now()
        let mapped = messages.map { mapping.map($0, received: received) }
        let isStored = await append(mapped.flatMap(\.deliveries))
        return zip(messages, mapped).compactMap { bytes, mapped in
            let answer = isStored ? Answer(mapped.verdict) : .notStored
            Counter(
                label: "wardwatch_ingest_messages_total",
                dimensions: [("listener", listener), ("verdict", answer.label)]
            ).increment()
            // Of a message that is broken further on, the header may still say how to answer.
            let message = mapped.message ?? (try? HL7Message(parsingHeaderOf: bytes))
            return acknowledgment(answer.outcome, to: message, errors: answer.errors)
        }
    }

    private func acknowledgment(
        _ outcome: AcknowledgmentMode.Outcome, to message: HL7Message?, errors: [AcknowledgmentError]
    ) -> [UInt8]? {
        guard let code = acknowledgment.code(for: outcome, to: message) else { return nil }
        let controlID = String(UInt64.random(in: .min ... .max), radix: 36, uppercase: true)
        let time = HL7Timestamp(millisecondsSince1970: now().millisecondsSince1970)
        return Acknowledgment(code, to: message, controlID: controlID, time: time, errors: errors).bytes
    }

    /// Whether all of it is in the database.
    private func append(_ deliveries: [Delivery]) async -> Bool {
        guard !deliveries.isEmpty else { return true }
        do {
            _ = try await sink.append(deliveries)
        } catch {
            logger.error("message not stored; the sender is told to repeat it", metadata: ["error": "\(error)"])
            return false
        }
        return true
    }

    /// The messages of a batch; nil when the bytes are none, or one that is not whole.
    private func batch(_ bytes: [UInt8]) -> [[UInt8]]? {
        let beginning = bytes.drop { [0x00, 0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF].contains($0) }.prefix(3)
        guard ["BHS", "FHS"].contains(where: { beginning.elementsEqual($0.utf8) }) else { return nil }
        let file = HL7File(bytes)
        guard !file.messages.isEmpty, file.straySegmentCount == 0 else { return nil }
        if let stated = file.statedMessageCount, stated != file.messages.count { return nil }
        return file.messages.map { Array($0) }
    }

    private static func batch(of answers: [[UInt8]]) -> [UInt8] {
        Array("BHS|^~\\&\r".utf8) + answers.flatMap { $0 } + Array("BTS|\(answers.count)\r".utf8)
    }
}

/// What a message is answered with, and how it is counted.
private struct Answer {
    let outcome: AcknowledgmentMode.Outcome
    let label: String
    var errors: [AcknowledgmentError] = []

    static let notStored = Answer(
        outcome: .error, label: "failed",
        errors: [AcknowledgmentError(.applicationInternalError, message: "not stored; send it again")])
}

extension Answer {
    init(_ verdict: MappedMessage.Verdict) {
        switch verdict {
        case .accepted: self.init(outcome: .accepted, label: "accepted")
        case .ignored: self.init(outcome: .accepted, label: "ignored")
        case .faulty(let fault): self.init(outcome: .error, label: "faulty", errors: [Self.error(fault)])
        case .refused(let fault): self.init(outcome: .rejected, label: "refused", errors: [Self.error(fault)])
        }
    }

    private static func error(_ fault: MappedMessage.Fault) -> AcknowledgmentError {
        AcknowledgmentError(
            ErrorCondition(rawValue: fault.condition) ?? .applicationInternalError,
            location: try? HL7Path(parsing: fault.place), message: fault.text)
    }
}
