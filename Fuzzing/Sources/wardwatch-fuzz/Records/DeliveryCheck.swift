internal import ClinicalDomain

/// What holds for everything that a mapping hands on, whatever came in.
enum DeliveryCheck {
    /// When all inputs are received.
    static let received = Instant(millisecondsSince1970: 1_795_435_200_000)
    /// When patients of formats without dates were admitted.
    static let admitted = Instant(millisecondsSince1970: 1_795_392_000_000)

    /// From 1900-01-01 to before 2201-01-01 UTC.
    private static let times =
        Instant(
            millisecondsSince1970: -2_208_988_800_000)..<Instant(
            millisecondsSince1970: 7_289_654_400_000)
    /// Names and identifiers are cut off at 250 characters; some are two with a mark between them.
    private static let nameLength = 520

    /// Checks a delivery.
    ///
    /// - Parameter reachesAhead: Whether the format counts its times from the admission, so that they may lie ahead.
    static func check(_ delivery: Delivery, reachesAhead: Bool = false) {
        claim(delivery.message.identity.count == 32, "a message has an identity")
        claim(
            delivery.observations.isEmpty || delivery.subject != nil || delivery.bed != nil,
            "observations belong to a patient or a bed")
        for observation in delivery.observations {
            check(observation)
            claim(
                reachesAhead || observation.key.effective.hours(since: received) <= 1, "nothing comes from the future")
        }
        for entry in delivery.quarantine {
            claim(entry.found.unicodeScalars.count <= 200, "what was found is cut off")
            claim(entry.place.unicodeScalars.count <= 400, "a place is short")
            claim(entry.hint.unicodeScalars.count <= 2_000, "a hint is short")
        }
        for outcome in delivery.outcomes {
            check(name: outcome.name)
            claim(!outcome.name.isEmpty, "an outcome has a name")
        }
        for merge in delivery.merges { check(identifier: merge.priorIdentifier) }
        guard let subject = delivery.subject else { return }
        check(identifier: subject.patient.identifier)
        for name in [subject.encounter.visitNumber, subject.encounter.unit, subject.encounter.bed] { check(name: name) }
    }

    private static func check(_ observation: Observation) {
        let key = observation.key
        guard let channel = ChannelTable.standard[key.channel] else {
            claim(false, "a channel is in the table")
            return
        }
        claim(
            observation.status == .enteredInError || channel.plausibleRange.contains(observation.value),
            "a value is plausible: \(observation.value) of \(channel.id)")
        claim((0...9).contains(observation.rank), "a rank is 0 to 9")
        claim(times.contains(key.effective) && times.contains(observation.issued), "times are from 1900 to 2200")
        for name in [key.source, key.code, key.order, key.subID, observation.original] { check(name: name) }
    }

    private static func check(name: String) {
        claim(name.unicodeScalars.count <= nameLength, "a name is cut off")
        claim(!name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }, "a name has no control character")
    }

    private static func check(identifier: String) {
        check(name: identifier)
        claim(!identifier.allSatisfy(\.isWhitespace), "an identifier says something")
    }
}
