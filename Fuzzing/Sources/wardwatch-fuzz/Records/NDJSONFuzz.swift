internal import ClinicalDomain
internal import Mapping

/// Lines of NDJSON: one record is one result at most, and nothing is dropped silently.
enum NDJSONFuzz {
    private static let mapping = NDJSONMapping()

    static func run(_ bytes: [UInt8]) {
        let delivery = mapping.map(line: bytes, number: 1, received: DeliveryCheck.received)
        DeliveryCheck.check(delivery)
        claim(delivery.observations.count + delivery.outcomes.count + delivery.quarantine.count <= 2, "one line is one")
        claim(delivery.message.body == bytes, "the line is kept")
        claim(delivery.subject != nil || !delivery.quarantine.isEmpty, "nothing is dropped silently")
    }
}
