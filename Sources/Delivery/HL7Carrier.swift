public import ClinicalDomain
internal import HL7v2

/// Sends messages as ORU^R01 to an integration engine, and waits for the acknowledgement.
///
/// | answer | meaning |
/// | --- | --- |
/// | AA, CA | delivered |
/// | AE, CR | refused: the content or the header is not accepted |
/// | AR, CE | failed: rejected for a reason that may pass; to be tried again |
///
/// Source: HL7 v2.6, chapter 2, "Message acknowledgment segment" and table 0008.
public struct HL7Carrier: AlertCarrier {
    /// Sends a message without its block, and returns the answer without its block.
    public typealias Exchange = @Sendable ([UInt8]) async throws -> [UInt8]

    private let names: HL7AlertNames
    private let exchange: Exchange
    private let now: @Sendable () -> Instant

    /// A carrier over a connection.
    ///
    /// - Parameters:
    ///   - names: how sender, receiver and patients are named.
    ///   - now: the clock, for MSH-7.
    ///   - exchange: sends a message and returns the answer.
    public init(names: HL7AlertNames, now: @escaping @Sendable () -> Instant, exchange: @escaping Exchange) {
        (self.names, self.now, self.exchange) = (names, now, exchange)
    }

    /// Sends a message.
    public func deliver(_ message: OutboxMessage) async -> DeliveryAttempt {
        let alert = HL7Alert(message.message, names: names, sent: now())
        let bytes: [UInt8]
        do { bytes = try alert.encoded() } catch { return .refused("the message cannot be written as HL7: \(error)") }
        do {
            let answer = try HL7Message(parsing: try await exchange(bytes))
            return Self.meaning(of: answer, to: alert.controlID)
        } catch is HL7Error {
            return .failed("the answer is no HL7")
        } catch {
            return .failed(TransportFailure.words(error))
        }
    }

    private static func meaning(of answer: HL7Message, to controlID: String) -> DeliveryAttempt {
        guard let acknowledgment = answer.segment("MSA") else {
            return .failed("the answer has no MSA")
        }
        guard acknowledgment.field(2).text == controlID else {
            return .failed("the answer is to another message (MSA-2)")
        }
        guard let code = acknowledgment.field(1).text.flatMap(AcknowledgmentCode.init(rawValue:)) else {
            return .failed("the answer has no known code (MSA-1)")
        }
        switch code {
        case .applicationAccept, .commitAccept: return .delivered
        case .applicationError, .commitReject: return .refused("answered \(code.rawValue)")
        case .applicationReject, .commitError: return .failed("answered \(code.rawValue)")
        }
    }
}
