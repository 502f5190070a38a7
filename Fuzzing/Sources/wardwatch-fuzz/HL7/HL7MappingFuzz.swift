internal import ClinicalDomain
internal import HL7v2
internal import Mapping

/// Messages → deliveries: every result is stored, quarantined or ignored, and what is stored is plausible.
enum HL7MappingFuzz {
    private static let rules = [
        OutcomeRule(outcome: "cardiac-arrest", events: ["A08"], path: "PV2-3.1", values: ["ARREST"])
    ]
    private static let strict = mapping(acceptsTestMessages: false)
    private static let lenient = mapping(acceptsTestMessages: true)
    /// OBX-11 (table 0085) of results that have a value or retract one.
    private static let effective: Set<String> = ["F", "R", "U", "P", "C", "D", "W"]

    private static func mapping(acceptsTestMessages: Bool) -> HL7Mapping {
        HL7Mapping(acceptsTestMessages: acceptsTestMessages, outcomeRules: rules) { $0 % 2 == 0 ? 3_600 : 7_200 }
    }

    static func run(_ bytes: [UInt8]) {
        let mapping = bytes.count % 2 == 0 ? strict : lenient
        let mapped = mapping.map(bytes, received: DeliveryCheck.received)
        for delivery in mapped.deliveries { DeliveryCheck.check(delivery) }
        let identities = Set(mapped.deliveries.map(\.message.identity))
        claim(identities.count == mapped.deliveries.count, "each delivery has its own identity")
        claim(mapped.deliveries.first.map { $0.message.body == bytes } ?? true, "the message is kept")
        claim(mapped.deliveries.dropFirst().allSatisfy(\.message.body.isEmpty), "the message is kept once")
        claim(!mapped.deliveries.isEmpty || mapped.verdict == .ignored, "what is not ignored is stored")
        if case .accepted = mapped.verdict, let message = mapped.message { checkResults(of: message, mapped) }
    }

    /// Nothing is both stored and quarantined, and nothing that has a value is lost.
    private static func checkResults(of message: HL7Message, _ mapped: MappedMessage) {
        let isRefused = mapped.deliveries.contains { $0.quarantine.contains { $0.reason == .testMessage } }
        guard !isRefused else { return }
        let results = message.observationGroups.flatMap(\.observations)
        let withValue = results.count { segment in
            guard let status = segment.field(11).text else { return segment.field(10).text == nil }
            return effective.contains(status)
        }
        let stored = mapped.deliveries.reduce(0) { $0 + $1.observations.count }
        let quarantined = mapped.deliveries.reduce(0) { count, delivery in
            count + delivery.quarantine.count { $0.place.hasPrefix("OBX") || resultPlaces.contains($0.place.prefix(3)) }
        }
        let used = stored + quarantined + mapped.ignoredResults
        claim(withValue <= used, "every result with a value is stored, quarantined or ignored")
        claim(stored + mapped.ignoredResults <= results.count, "no result is counted twice")
    }

    /// A result whose time cannot be read is quarantined under the place of that time.
    private static let resultPlaces: Set<Substring> = ["OBR", "MSH"]
}
