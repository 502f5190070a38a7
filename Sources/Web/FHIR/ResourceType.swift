/// The resource types that are stored here.
public enum ResourceType: String, CaseIterable, Sendable {
    /// A person.
    case patient = "Patient"
    /// A stay.
    case encounter = "Encounter"
    /// What was measured.
    case observation = "Observation"
}
