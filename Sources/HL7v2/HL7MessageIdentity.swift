/// The header fields that identify a message, byte for byte.
///
/// MSH-10 alone does not: some monitors send their device id in every message. A receiver that looks for repeats
/// compares this and a hash of the whole message.
public struct HL7MessageIdentity: Sendable, Hashable {
    /// MSH-3 as sent.
    public let sendingApplication: [UInt8]
    /// MSH-4 as sent.
    public let sendingFacility: [UInt8]
    /// MSH-10 as sent.
    public let controlID: [UInt8]
    /// MSH-7 as sent.
    public let time: [UInt8]
}
