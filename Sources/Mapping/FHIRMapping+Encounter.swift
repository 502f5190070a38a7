public import ClinicalDomain
public import FHIR

extension FHIRMapping {
    /// The stay that an Encounter is about, as it is now.
    public func encounter(of resource: JSONValue) -> Encounter {
        FHIREncounterMapping(mapping: self, resource: resource).stay
    }

    /// Maps one version of an Encounter: what happened to the stay, in the order in which it happened.
    ///
    /// | status | |
    /// | --- | --- |
    /// | planned | announced |
    /// | arrived, triaged, in-progress, onleave | begun; a move for every later location |
    /// | finished | the same, and ended |
    /// | cancelled, entered-in-error | never was |
    /// | unknown | what is known of the stay is updated |
    ///
    /// A stay that was finished and is open again had its end undone. An Encounter says each time all that it knows,
    /// so the same events come again with each version.
    ///
    /// - Parameters:
    ///   - resource: The Encounter.
    ///   - previous: The version that it replaces; nil for a new resource.
    ///   - patient: Whom it is about; nil where that cannot be told.
    ///   - message: The request or the line that it came in.
    /// - Returns: At least one delivery; the first has the message's body and what is quarantined.
    public func encounter(
        _ resource: JSONValue, replacing previous: JSONValue? = nil, patient: Patient?, message: Delivery.Message
    ) -> [Delivery] {
        if let entry = Self.refusal(ofModified: resource, type: "Encounter") {
            return [Delivery(message: message, subject: nil, quarantine: [entry])]
        }
        guard let patient else {
            return [
                Delivery(
                    message: message, subject: nil,
                    quarantine: [
                        QuarantineEntry(
                            reason: .missingPatient, place: "Encounter.subject", found: "",
                            hint: "refer to a Patient by its address or its identifier")
                    ])
            ]
        }
        let walk = FHIREncounterMapping(mapping: self, resource: resource)
        var deliveries = walk.events(previousStatus: previous.flatMap { EncounterResource($0).status }).enumerated().map
        {
            number, event in
            Delivery(
                message: number == 0 ? message : message.part(number),
                subject: Delivery.Subject(patient: patient, encounter: event.stay), stayEvent: event.kind,
                eventTime: event.time)
        }
        let (outcome, quarantine) = walk.death(received: message.received)
        if let outcome, let last = deliveries.indices.last { deliveries[last].outcomes = [outcome] }
        if let first = deliveries.indices.first { deliveries[first].quarantine = quarantine }
        return deliveries
    }
}

extension Delivery.Message {
    /// The message again for another delivery of it: without the body, under an identity of its own.
    fileprivate func part(_ number: Int) -> Delivery.Message {
        Delivery.Message(
            format: format, source: source, identity: MessageIdentity.digest(identity, Array("\(number)".utf8)),
            body: [], received: received)
    }
}
