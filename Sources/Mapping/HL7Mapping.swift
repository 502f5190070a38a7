public import ClinicalDomain
internal import HL7v2

/// HL7 v2 messages → observations, stays, merges and outcomes.
///
/// | message | becomes |
/// | --- | --- |
/// | ORU^R01, R30, R40, W01 (PCD-01 too) | observations of the patient in PID, or of whoever lies in the bed of PV1-3 |
/// | ADT^A01 A04, A05, A02 A06 A07, A03 | a stay that begins, is announced, moves, ends |
/// | ADT^A08, A28 A31 | what is known of stay and person |
/// | ADT^A11, A12, A13 | an admission, a move, a discharge that never was |
/// | ADT^A34, A40 | patients that turned out to be one |
/// | any other message type | nothing: acknowledged and counted |
///
/// Observations inside an ADT are taken too. Sources: HL7 v2.9, chapters 2, 3 and 7; IHE PCD TF-2, PCD-01.
public struct HL7Mapping: Sendable {
    /// Seconds east of UTC for a local time given in seconds since 1970 as if it were UTC: the site's time zone.
    public typealias LocalOffset = @Sendable (_ localSecondsSince1970: Int64) -> Int

    /// The ADT events that are taken, and what each does to the stay (HL7 v2, chapter 3).
    public static let stayEvents: [String: StayEvent] = [
        "A01": .admit, "A02": .transfer, "A03": .discharge, "A04": .admit, "A05": .preadmit, "A06": .transfer,
        "A07": .transfer, "A08": .update, "A11": .cancelAdmission, "A12": .cancelTransfer, "A13": .cancelDischarge,
        "A28": .person, "A31": .person, "A34": .merge, "A40": .merge,
    ]

    let values: ValueMapping
    let localOffset: LocalOffset
    let outcomeRules: [OutcomeRule]
    private let acceptsTestMessages: Bool

    /// A mapping of a site.
    ///
    /// - Parameters:
    ///   - channels: which codes mean what.
    ///   - acceptsTestMessages: whether messages for training and debugging (MSH-11 other than P) are taken as well.
    ///   - outcomeRules: what else tells of an outcome.
    ///   - localOffset: the site's time zone, for times that state no offset in messages that state none either.
    public init(
        channels: ChannelTable = .standard, acceptsTestMessages: Bool = false, outcomeRules: [OutcomeRule] = [],
        localOffset: @escaping LocalOffset
    ) {
        values = ValueMapping(channels: channels)
        (self.acceptsTestMessages, self.outcomeRules, self.localOffset) = (
            acceptsTestMessages, outcomeRules, localOffset
        )
    }

    /// Maps a message.
    ///
    /// Never fails: what cannot be used comes back as quarantined.
    ///
    /// - Parameters:
    ///   - bytes: the message without its frame.
    ///   - received: when its last byte arrived, by the clock here.
    ///   - clock: what the clock says now, where the message is read again: it may have been behind then.
    public func map(_ bytes: [UInt8], received: Instant, clock: Instant? = nil) -> MappedMessage {
        let message: HL7Message
        do {
            message = try HL7Message(parsing: bytes)
        } catch {
            let entry = QuarantineEntry(
                reason: .unparseable, place: error.path.map { "\($0)" } ?? "byte \(error.byteOffset ?? 0)",
                found: String(decoding: bytes.prefix(60), as: UTF8.self), hint: error.hint)
            let fault = MappedMessage.Fault(
                condition: error.condition.rawValue, place: "", text: "\(error). \(error.hint)")
            return MappedMessage(
                deliveries: [refusal(bytes, source: "", received: received, entry)], verdict: .refused(fault))
        }
        var mapped = HL7MessageMapping(
            message: message, received: received, latest: max(received, clock ?? received), mapping: self
        ).mapped()
        mapped.message = message
        if let processing = message.processingID, processing != "P", !acceptsTestMessages, !mapped.deliveries.isEmpty {
            let entry = QuarantineEntry(
                reason: .testMessage, place: "MSH-11", found: processing,
                hint: "test and debugging messages reach the clinical store only where accepts_test_messages says so")
            let source = CleanText.label(message.sendingApplication)
            mapped.deliveries = [refusal(bytes, source: source, received: received, entry)]
        }
        return mapped
    }

    /// The delivery of a message of which nothing can be used.
    func refusal(_ bytes: [UInt8], source: String, received: Instant, _ entry: QuarantineEntry) -> Delivery {
        Delivery(
            message: Delivery.Message(
                format: .hl7v2, source: source, identity: MessageIdentity.digest(Array("hl7v2".utf8), bytes),
                body: bytes, received: received),
            subject: nil, quarantine: [entry])
    }
}
