public import ClinicalDomain
public import FHIR

extension FHIRMapping {
    /// The person that a Patient is about; nil where nothing identifies one.
    public func patient(of resource: JSONValue) -> Patient? {
        let patient = PatientResource(resource)
        guard let identifier = Self.patientIdentifier(of: patient) else { return nil }
        let birthDate = resource["birthDate"]?.string.flatMap(CivilDate.init(iso8601:))
        return Patient(
            identifier: identifier, birthDate: birthDate, sex: patient.gender.flatMap(Sex.init(rawValue:)) ?? .unknown)
    }

    /// Maps a Patient: who it is, and whether they died.
    ///
    /// Of a `deceasedBoolean` the time is not known; then the reception counts, which is late rather than early.
    public func patient(_ resource: JSONValue, message: Delivery.Message) -> Delivery {
        if let entry = Self.refusal(ofModified: resource, type: "Patient") {
            return Delivery(message: message, subject: nil, quarantine: [entry])
        }
        guard let patient = patient(of: resource) else {
            return Delivery(
                message: message, subject: nil,
                quarantine: [
                    QuarantineEntry(
                        reason: .missingPatient, place: "Patient.identifier", found: "",
                        hint: "send an identifier with a value, or an id")
                ])
        }
        var delivery = Delivery(
            message: message, subject: Delivery.Subject(patient: patient, encounter: Encounter()), stayEvent: .person)
        if resource["deceasedBoolean"]?.bool == true {
            delivery.outcomes = [OutcomeEvent(name: "death", at: message.received)]
        } else if let text = resource["deceasedDateTime"]?.string {
            if let time = moment(FHIRDateTime(text)) {
                delivery.outcomes = [OutcomeEvent(name: "death", at: time)]
            } else {
                delivery.quarantine = [
                    QuarantineEntry(
                        reason: .invalidTime, place: "Patient.deceasedDateTime", found: text,
                        hint: "send a time that is precise to the day at least")
                ]
            }
        }
        return delivery
    }
}
