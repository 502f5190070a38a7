public import ClinicalDomain
public import FHIR

extension FHIRMapping {
    /// Maps one version of an Observation.
    ///
    /// - Parameters:
    ///   - resource: The Observation, with its `id` where the server knows it.
    ///   - previous: The version that it replaces, also one that was deleted; nil for a new resource. Results of it
    ///     that the new version no longer has are retracted, and the reception orders the versions, because clients
    ///     seldom change `issued`.
    ///   - subject: Whom it is about; nil where that cannot be told, and then there are no observations.
    ///   - message: The request or the line that it came in.
    public func observation(
        _ resource: JSONValue, replacing previous: JSONValue? = nil, subject: Delivery.Subject?,
        message: Delivery.Message
    ) -> Delivery {
        guard let subject else {
            return Delivery(
                message: message, subject: nil,
                quarantine: [
                    QuarantineEntry(
                        reason: .missingPatient, place: "Observation.subject", found: "",
                        hint: "refer to a Patient by its address or its identifier")
                ])
        }
        let mapped = FHIRObservationMapping(mapping: self, resource: resource, received: message.received).results()
        var delivery = Delivery(
            message: message, subject: subject, observations: mapped.observations, quarantine: mapped.quarantine)
        guard let previous else { return delivery }
        let issued = replacementTime(previous, received: message.received)
        for index in delivery.observations.indices { delivery.observations[index].issued = issued }
        let keys = Set(delivery.observations.map(\.key))
        delivery.observations += retractions(of: previous, received: message.received, issued: issued)
            .filter { !keys.contains($0.key) }
        return delivery
    }

    /// What undoes an Observation that was deleted, or that turned out to be about another patient.
    ///
    /// - Parameters:
    ///   - resource: The latest version, with its `id`.
    ///   - subject: Whom that version was about.
    ///   - message: The request that deleted it.
    public func retraction(
        of resource: JSONValue, subject: Delivery.Subject, message: Delivery.Message
    ) -> Delivery {
        let issued = replacementTime(resource, received: message.received)
        return Delivery(
            message: message, subject: subject,
            observations: retractions(of: resource, received: message.received, issued: issued))
    }

    /// The keys of the results that an Observation yields, each once, in the order of the resource.
    public func keys(of resource: JSONValue, received: Instant) -> [Observation.Key] {
        FHIRObservationMapping(mapping: self, resource: resource, received: received).results().observations.map(\.key)
    }

    private func retractions(of resource: JSONValue, received: Instant, issued: Instant) -> [Observation] {
        keys(of: resource, received: received).map { key in
            Observation(key: key, code: key.code, value: 0, status: .enteredInError, issued: issued)
        }
    }

    /// The reception, or the moment after the old version where the clock stood still in between.
    private func replacementTime(_ previous: JSONValue, received: Instant) -> Instant {
        guard let text = previous["meta"]?["lastUpdated"]?.string, let time = FHIRDateTime(text).flatMap(instant),
            ClockTolerance.accepts(time, received: received)
        else { return received }
        return max(received, Instant(millisecondsSince1970: time.millisecondsSince1970 + 1))
    }
}
