/// A person, as the hospital identifies them.
public struct Patient: Hashable, Sendable {
    /// The identifier within the hospital (PID-3), unique together with its assigning authority, which is part of it.
    public var identifier: String
    /// Date of birth where it is known.
    public var birthDate: CivilDate?
    /// Administrative sex.
    public var sex: Sex

    /// A person with what is known about them.
    public init(identifier: String, birthDate: CivilDate? = nil, sex: Sex = .unknown) {
        (self.identifier, self.birthDate, self.sex) = (identifier, birthDate, sex)
    }
}

/// Administrative sex: the codes of HL7 table 0001 that FHIR's `administrative-gender` shares.
public enum Sex: String, Sendable, Codable, CaseIterable {
    /// Female (F).
    case female
    /// Male (M).
    case male
    /// Neither (O).
    case other
    /// Not known (U, or absent).
    case unknown
}
