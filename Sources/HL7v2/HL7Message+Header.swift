extension HL7Message {
    /// The message code, MSH-9.1, for example `ORU`.
    public var messageCode: String? { header.field(9).component(1).text }

    /// The trigger event, MSH-9.2, for example `R01`; some senders leave it out.
    public var triggerEvent: String? { header.field(9).component(2).text }

    /// Message code and trigger event, for example `ORU^R01`, with `^` whatever the delimiters of the message are;
    /// empty when MSH-9 is.
    public var messageType: String {
        [messageCode, triggerEvent].compactMap { $0 }.joined(separator: "^")
    }

    /// The sending application, MSH-3, whole.
    public var sendingApplication: String? { header.field(3).text }

    /// The sending facility, MSH-4, whole.
    public var sendingFacility: String? { header.field(4).text }

    /// The message control id, MSH-10.
    ///
    /// Not unique in practice: see ``identity``.
    public var controlID: String? { header.field(10).text }

    /// The processing id, MSH-11.1 (table 0103): `P` production, `T` training, `D` debugging.
    public var processingID: String? { header.field(11).component(1).text }

    /// The version, MSH-12.1, for example `2.6`.
    public var version: String? { header.field(12).component(1).text }

    /// The date and time of the message, MSH-7, `nil` when empty or null.
    ///
    /// - Throws: ``HL7Error/invalidTimestamp(path:shape:reason:)``.
    public func time() throws(HL7Error) -> HL7Timestamp? { try header.timestamp(field: 7) }

    /// What tells this message from others by its header.
    public var identity: HL7MessageIdentity {
        HL7MessageIdentity(
            sendingApplication: Array(header.field(3).bytes), sendingFacility: Array(header.field(4).bytes),
            controlID: Array(header.field(10).bytes), time: Array(header.field(7).bytes))
    }
}
