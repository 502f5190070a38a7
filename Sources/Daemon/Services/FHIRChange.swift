internal import ClinicalDomain
internal import FHIR
internal import Foundation
internal import Mapping
internal import Store
internal import Web

/// What a new version of a resource changes clinically.
///
/// References lead to patients and stays like this:
///
/// | reference | patient, visit |
/// | --- | --- |
/// | to a resource that is stored here | the one that its values went to |
/// | with a business identifier | that identifier |
/// | with an address alone | the id in the address |
struct FHIRChange {
    let version: ResourceVersion
    /// The JSON as it is served; nil for a deletion.
    let resource: JSONValue?
    let index: ResourceIndex
    /// The version before; nil for a new resource.
    let previous: FHIRVersion?
    let reader: FHIRReader
    let mapping: FHIRMapping

    /// The deliveries, at least one; the first has the JSON of the version as its message.
    func deliveries() throws -> [Delivery] {
        switch (version.type, resource) {
        case (.observation, let resource?): try observation(resource)
        case (.observation, nil): [try retraction(message) ?? Delivery(message: message, subject: nil)]
        case (.patient, let resource?): [try patient(resource)]
        case (.encounter, let resource?): try encounter(resource)
        // What was measured stays: a resource is deleted, not a person or a stay.
        case (.patient, nil), (.encounter, nil): [Delivery(message: message, subject: nil)]
        }
    }

    private func observation(_ resource: JSONValue) throws -> [Delivery] {
        let subject = try subject(resource)
        let isMoved = previousSubject != nil && previousSubject != subject
        var delivery = mapping.observation(
            resource, replacing: isMoved ? nil : try previousResource(), subject: subject, message: message)
        for index in delivery.observations.indices {
            // The server's order of versions decides, and a sender's clock may be ahead.
            let issued = delivery.observations[index].issued
            delivery.observations[index].issued =
                version.version > 1 ? version.updated : min(issued, version.updated)
        }
        guard isMoved else { return [delivery] }
        var moved = message
        moved.identity = MessageIdentity.digest(message.identity, Array("moved".utf8))
        moved.body = []
        return [delivery] + [try retraction(moved)].compactMap { $0 }
    }

    /// What undoes the version before; nil when it had no values.
    private func retraction(_ message: Delivery.Message) throws -> Delivery? {
        guard let previousSubject, let resource = try previousResource() else { return nil }
        return mapping.retraction(of: resource, subject: previousSubject, message: message)
    }

    /// A Patient keeps the identifier by which it is known as long as it has it; otherwise its histories unite.
    private func patient(_ resource: JSONValue) throws -> Delivery {
        var delivery = mapping.patient(resource, message: message)
        guard let subject = delivery.subject else { return delivery }
        var priors: Set<String> = []
        if let known = previous?.patient, !known.isEmpty {
            let identifiers = resource["identifier"]?.array.compactMap { identifier in
                FHIRMapping.patientIdentifier(of: ReferenceElement(["identifier": identifier]))
            }
            if identifiers?.contains(known) == true {
                delivery.subject?.patient.identifier = known
                return delivery
            }
            // A wrong identifier that is corrected was another person's: their histories stay apart.
            let isMistaken =
                try isHeldByAnother(known, of: try previousResource())
                || isHeldByAnother(subject.patient.identifier, of: resource)
            if !isMistaken { priors.insert(known) }
        }
        // Values that came before the Patient went to its id.
        if try isReferredTo() { priors.insert(version.id) }
        priors.remove(subject.patient.identifier)
        delivery.merges = priors.sorted().map { PatientMerge(priorIdentifier: $0) }
        return delivery
    }

    /// An Encounter keeps the visit number under which values went to it.
    private func encounter(_ resource: JSONValue) throws -> [Delivery] {
        let identifier = try patientIdentifier(EncounterResource(resource).subject)
        var deliveries = mapping.encounter(
            resource, replacing: try previousResource(), patient: identifier.map { Patient(identifier: $0) },
            message: message)
        let known = previous?.visit ?? ""
        let visit = known.isEmpty ? try isReferredTo() ? version.id : nil : known
        if let visit {
            for index in deliveries.indices { deliveries[index].subject?.encounter.visitNumber = visit }
        }
        return deliveries
    }

    private func subject(_ resource: JSONValue) throws -> Delivery.Subject? {
        let observation = ObservationResource(resource)
        let encounter = try stored(.encounter, "encounter")
        let identifier =
            try patientIdentifier(observation.subject)
            ?? encounter.flatMap { $0.patient.isEmpty ? nil : $0.patient }
        guard let identifier else { return nil }
        let visit = encounter?.visit ?? observation.encounter.map { FHIRMapping.visitNumber(of: $0) } ?? ""
        return Delivery.Subject(
            patient: Patient(identifier: identifier), encounter: Encounter(visitNumber: visit))
    }

    private func patientIdentifier(_ reference: ReferenceElement?) throws -> String? {
        guard let reference, [nil, "Patient"].contains(reference.target?.type ?? reference.type) else { return nil }
        if let patient = try stored(.patient, "subject"), !patient.patient.isEmpty { return patient.patient }
        return FHIRMapping.patientIdentifier(of: reference)
    }

    /// The stored resource that a reference leads to.
    private func stored(_ type: ResourceType, _ parameter: String) throws -> FHIRVersion? {
        guard let target = index.target(of: parameter), target.hasPrefix("\(type.rawValue)/") else { return nil }
        return try reader.current(type: type.rawValue, id: String(target.dropFirst(type.rawValue.count + 1)))
    }

    /// Whether another Patient resource has an identifier of this one.
    private func isHeldByAnother(_ identifier: String, of resource: JSONValue?) throws -> Bool {
        for element in resource?["identifier"]?.array ?? []
        where FHIRMapping.patientIdentifier(of: ReferenceElement(["identifier": element])) == identifier {
            let term = FHIRQuery.TermMatch(
                parameter: "Patient.identifier", text: element["value"]?.string,
                system: element["system"]?.string ?? "")
            let query = FHIRQuery(type: "Patient", conditions: [.terms([term])], limit: 2)
            if try reader.search(query).contains(where: { $0.id != version.id }) { return true }
        }
        return false
    }

    /// Whether observations or encounters were stored before this resource that refer to it.
    private func isReferredTo() throws -> Bool {
        guard previous == nil else { return false }
        let parameter = version.type == .patient ? "subject" : "encounter"
        for type in [ResourceType.observation, .encounter] where type != version.type {
            let query = FHIRQuery(
                type: type.rawValue,
                conditions: [
                    .terms([
                        FHIRQuery.TermMatch(
                            parameter: "\(type.rawValue).\(parameter)", text: "\(version.type.rawValue)/\(version.id)")
                    ])
                ], limit: 1)
            if try !reader.search(query).isEmpty { return true }
        }
        return false
    }

    private func previousResource() throws -> JSONValue? {
        guard let previous, !previous.isDeleted else { return nil }
        return try? JSONValue(parsing: previous.body)
    }

    /// Whom the values of the version before went to; nil when they went to nobody.
    private var previousSubject: Delivery.Subject? {
        guard let previous, !previous.isDeleted, !previous.patient.isEmpty else { return nil }
        return Delivery.Subject(
            patient: Patient(identifier: previous.patient), encounter: Encounter(visitNumber: previous.visit))
    }

    private var message: Delivery.Message {
        Delivery.Message(
            format: .fhir, source: "fhir",
            identity: MessageIdentity.digest(
                Array("fhir".utf8), Array("\(version.type.rawValue)/\(version.id)".utf8),
                Array("\(version.version)".utf8)), body: version.body, received: version.updated)
    }
}
