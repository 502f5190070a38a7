internal import ClinicalDomain
internal import Foundation
internal import HL7v2
internal import Ingest
internal import Logging
internal import Mapping
internal import Metrics

/// One message in, one answer out: decode, map, append, and only then acknowledge.
struct MLLPIngest: Sendable {
    private let mapping: HL7Mapping
    private let sink: any DeliverySink
    private let logger: Logger
    private let now: @Sendable () -> Instant

    init(
        sink: any DeliverySink, timeZone: TimeZone, logger: Logger, now: @escaping @Sendable () -> Instant
    ) {
        mapping = HL7Mapping(timeZone: timeZone)
        (self.sink, self.logger, self.now) = (sink, logger, now)
    }

    /// Stores a message and gives the answer, or nil where the sender wants none.
    func answer(to bytes: [UInt8]) async -> [UInt8]? {
        let mapped = mapping.map(bytes, received: now())
        let verdict = await commit(mapped)
        Counter(
            label: "wardwatch_ingest_messages_total", dimensions: [("listener", "mllp"), ("verdict", verdict.label)]
        )
        .increment()
        for delivery in mapped.deliveries {
            for entry in delivery.quarantine {
                Counter(label: "wardwatch_quarantine_total", dimensions: [("reason", entry.reason.rawValue)])
                    .increment()
            }
        }
        let message: HL7Message
        do {
            message = try HL7Message(parsing: bytes)
        } catch {
            return Acknowledgment(
                verdict.outcome == .error ? .applicationError : .applicationReject, toUnreadable: bytes,
                because: error, controlID: controlID(), time: time()
            ).bytes
        }
        guard let code = message.acknowledgmentMode.code(for: verdict.outcome) else { return nil }
        return Acknowledgment(code, to: message, controlID: controlID(), time: time(), errors: verdict.errors).bytes
    }

    /// Quarantines bytes that were no message, and answers one that was too large.
    func answer(to fault: MLLPFault) async -> [UInt8]? {
        let entry = QuarantineEntry(
            reason: .framing, place: "\(fault.kind.rawValue), \(fault.byteCount) bytes",
            found: String(decoding: fault.bytes.prefix(60), as: UTF8.self), hint: fault.hint)
        let message = Delivery.Message(
            format: .hl7v2, source: "",
            identity: MessageIdentity.digest(Array("framing \(fault.kind.rawValue)".utf8), fault.bytes),
            body: fault.bytes, received: now())
        let verdict = await commit(
            MappedMessage(
                deliveries: [Delivery(message: message, subject: nil, quarantine: [entry])], verdict: .accepted))
        Counter(label: "wardwatch_quarantine_total", dimensions: [("reason", "framing")]).increment()
        guard fault.kind == .messageTooLarge, verdict.outcome == .accepted else { return nil }
        return Acknowledgment(
            .applicationReject, toUnreadable: fault.bytes,
            because: .limitExceeded(.bytes, limit: fault.bytes.count, byteOffset: fault.bytes.count),
            controlID: controlID(), time: time()
        ).bytes
    }

    private struct Answer {
        let outcome: AcknowledgmentMode.Outcome
        let label: String
        var errors: [AcknowledgmentError] = []
    }

    private func commit(_ mapped: MappedMessage) async -> Answer {
        do {
            _ = try await sink.append(mapped.deliveries)
        } catch {
            logger.error("message not stored; the sender is told to repeat it", metadata: ["error": "\(error)"])
            return Answer(
                outcome: .error, label: "failed",
                errors: [AcknowledgmentError(.applicationInternalError, message: "not stored; send it again")])
        }
        switch mapped.verdict {
        case .accepted: return Answer(outcome: .accepted, label: "accepted")
        case .faulty(let fault): return Answer(outcome: .error, label: "faulty", errors: [error(fault)])
        case .refused(let fault): return Answer(outcome: .rejected, label: "refused", errors: [error(fault)])
        }
    }

    private func error(_ fault: MappedMessage.Fault) -> AcknowledgmentError {
        AcknowledgmentError(
            ErrorCondition(rawValue: fault.condition) ?? .applicationInternalError,
            location: try? HL7Path(parsing: fault.place), message: fault.text)
    }

    private func controlID() -> String { String(UInt64.random(in: .min ... .max), radix: 36, uppercase: true) }

    private func time() -> HL7Timestamp { HL7Timestamp(millisecondsSince1970: now().millisecondsSince1970) }
}
