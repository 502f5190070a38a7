/// MSH for a message to be written (HL7 v2, chapter 2, "Message header segment").
public struct HL7Header: Sendable, Hashable {
    /// MSH-3.
    public var sendingApplication: HL7Content
    /// MSH-4.
    public var sendingFacility: HL7Content
    /// MSH-5.
    public var receivingApplication: HL7Content
    /// MSH-6.
    public var receivingFacility: HL7Content
    /// MSH-7.
    public var time: HL7Timestamp
    /// MSH-9, for example `["ORU", "R01", "ORU_R01"]`.
    public var messageType: HL7Content
    /// MSH-10.
    public var controlID: String
    /// MSH-11 (table 0103): `P`, `T` or `D`.
    public var processingID: String
    /// MSH-12.
    public var version: String
    /// MSH-15, `nil` for original mode.
    public var acceptCondition: String?
    /// MSH-16, `nil` for original mode.
    public var applicationCondition: String?
    /// MSH-18.
    public var characterSet: HL7CharacterSet

    /// A header.
    public init(
        sendingApplication: HL7Content, sendingFacility: HL7Content = .empty,
        receivingApplication: HL7Content = .empty, receivingFacility: HL7Content = .empty, time: HL7Timestamp,
        messageType: HL7Content, controlID: String, processingID: String = "P", version: String = "2.6",
        acceptCondition: String? = nil, applicationCondition: String? = nil, characterSet: HL7CharacterSet = .utf8
    ) {
        self.sendingApplication = sendingApplication
        self.sendingFacility = sendingFacility
        self.receivingApplication = receivingApplication
        self.receivingFacility = receivingFacility
        self.time = time
        self.messageType = messageType
        self.controlID = controlID
        self.processingID = processingID
        self.version = version
        self.acceptCondition = acceptCondition
        self.applicationCondition = applicationCondition
        self.characterSet = characterSet
    }

    /// MSH-3 and on.
    var fields: [HL7Content] {
        [
            sendingApplication, sendingFacility, receivingApplication, receivingFacility, .text("\(time)"), .empty,
            messageType, .text(controlID), .text(processingID), .text(version), .empty, .empty,
            acceptCondition.map { .text($0) } ?? .empty, applicationCondition.map { .text($0) } ?? .empty, .empty,
            characterSet == .unspecified ? .empty : .text(characterSet.name),
        ]
    }
}
