import ClinicalDomain
import Store

extension WardwatchStore {
    /// As many messages before an entry's own are looked at.
    private static let groupLimit: Int64 = 1000

    /// The message of an entry with its body; nil where it was not kept.
    ///
    /// An HL7 message about several patients is stored as one message for each; only the first has the body.
    func keptMessage(of listing: QuarantineListing) async throws -> Delivery.Message? {
        guard let message = try await message(id: listing.messageID) else { return nil }
        if !message.body.isEmpty { return message }
        guard message.format == .hl7v2 || message.format == .fhir else { return nil }
        for id in stride(from: listing.messageID - 1, through: max(1, listing.messageID - Self.groupLimit), by: -1) {
            guard let earlier = try await self.message(id: id) else { continue }
            if earlier.format != message.format || earlier.received != message.received { return nil }
            if !earlier.body.isEmpty { return earlier }
        }
        return nil
    }
}
