/// An identifier that turned out to mean the patient of the delivery (MRG, HL7 v2, chapter 3).
public struct PatientMerge: Hashable, Sendable {
    /// The identifier that is given up (MRG-1).
    public var priorIdentifier: String

    /// A merge of a patient that is given up.
    public init(priorIdentifier: String) { self.priorIdentifier = priorIdentifier }
}
